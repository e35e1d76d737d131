namespace ClipSurgery;

/// <summary>
/// One walk through a folder. Folders are walked by their own names before any link to them, and links in the order of their
/// names, so that the result does not depend on the order in which a file system lists them.
/// </summary>
internal sealed class PictureWalk
{
    private static readonly EnumerationOptions Everything = new() { AttributesToSkip = 0, IgnoreInaccessible = false };

    private readonly PictureSelection _selection;
    private readonly Folder _top;
    private readonly HashSet<string> _closed;
    private readonly List<string> _fileNames = [];
    private readonly List<SkippedEntry> _skipped = [];
    private readonly Dictionary<string, int> _unreadable = [];
    private readonly Stack<Folder> _folders = [];
    private readonly PriorityQueue<Folder, string> _links = new(StringComparer.Ordinal);

    /// <param name="folder">A folder that exists.</param>
    /// <param name="selection">What is taken.</param>
    /// <param name="outside">Folders that are not entered.</param>
    public PictureWalk(string folder, PictureSelection selection, IReadOnlyList<string> outside)
    {
        _selection = selection;
        _top = new Folder("", Path.GetFullPath(folder), PathLinks.Follow(folder));
        _closed = [.. outside.Where(Directory.Exists).Select(PathLinks.Follow).Where(path => path != _top.Real)];
    }

    /// <exception cref="ClipSurgeryException">The folder cannot be read.</exception>
    public PictureListing Run(CancellationToken cancellationToken)
    {
        _folders.Push(_top);
        do
        {
            while (_folders.TryPop(out Folder? folder))
            {
                Walk(folder, cancellationToken);
            }
        }
        while (OpenNextLink());

        foreach ((string extension, int count) in _unreadable)
        {
            Skip($"*{extension}", $"{count} {(count == 1 ? "file" : "files")} of a kind that cannot be read; convert to JPEG or PNG");
        }

        _fileNames.Sort(StringComparer.Ordinal);
        _skipped.Sort((left, right) => string.CompareOrdinal(left.Name, right.Name));
        return new PictureListing(_fileNames, _skipped);
    }

    private bool OpenNextLink()
    {
        if (!_links.TryDequeue(out Folder? link, out _))
        {
            return false;
        }

        try
        {
            string real = PathLinks.Follow(link.Path);
            if (real != _top.Real && Contains(real, _top.Real))
            {
                Skip(link.Name, "it is a link to a folder that holds this one");
            }
            else
            {
                _folders.Push(link with { Real = real });
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            SkipUnreadable(link, error);
        }

        return true;
    }

    private void Walk(Folder folder, CancellationToken cancellationToken)
    {
        // A folder that was walked is closed from then on.
        if (!_closed.Add(folder.Real))
        {
            return;
        }

        try
        {
            if (folder != _top && AtomicFolder.IsWrittenHere(folder.Path))
            {
                return;
            }

            foreach (FileSystemInfo entry in new DirectoryInfo(folder.Path).EnumerateFileSystemInfos("*", Everything))
            {
                cancellationToken.ThrowIfCancellationRequested();
                Visit(folder, entry);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            if (folder == _top)
            {
                throw new ClipSurgeryException($"{folder.Path}: cannot be read ({error.Message}). Check its permissions.", error);
            }

            SkipUnreadable(folder, error);
        }
    }

    private void Visit(Folder folder, FileSystemInfo entry)
    {
        string name = folder.Name.Length == 0 ? entry.Name : $"{folder.Name}/{entry.Name}";
        bool isFolder = entry is DirectoryInfo;
        if (isFolder ? !_selection.Enters(name) : !_selection.Takes(name))
        {
            if (!isFolder && _selection.UnreadableKind(name) is { } extension)
            {
                _unreadable[extension] = _unreadable.GetValueOrDefault(extension) + 1;
            }

            return;
        }

        if ((PictureName.ProblemOf(name) ?? (isFolder ? null : ProblemOfFile(entry.FullName))) is string problem)
        {
            Skip(name, problem);
        }
        else if (!isFolder)
        {
            _fileNames.Add(name);
        }
        else if (entry.Attributes.HasFlag(FileAttributes.ReparsePoint))
        {
            _links.Enqueue(new Folder(name, entry.FullName, ""), name);
        }
        else
        {
            _folders.Push(new Folder(name, entry.FullName, Path.Combine(folder.Real, entry.Name)));
        }
    }

    /// <summary>True where a folder lies in another one, or is it. Both are real paths.</summary>
    private static bool Contains(string outer, string inner)
    {
        string start = Path.EndsInDirectorySeparator(outer) ? outer : outer + Path.DirectorySeparatorChar;
        return inner == outer || inner.StartsWith(start, StringComparison.Ordinal);
    }

    private static string? ProblemOfFile(string path) => FileKinds.Of(path) switch
    {
        FileKind.Regular => null,
        FileKind.Missing => "it leads to no file",
        _ => "it is a pipe, a socket or a device",
    };

    private void SkipUnreadable(Folder folder, Exception error) => Skip(folder.Name, $"it cannot be read ({error.Message})");

    private void Skip(string name, string reason) => _skipped.Add(PictureName.Skipped(name, reason));

    /// <summary>A folder to walk.</summary>
    /// <param name="Name">Relative, with forward slashes; empty for the top.</param>
    /// <param name="Path">The path that leads to it.</param>
    /// <param name="Real">Where it really lies; empty for a link that has not been followed.</param>
    private sealed record Folder(string Name, string Path, string Real);
}
