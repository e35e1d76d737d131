namespace ClipSurgery.Tools;

/// <summary>
/// The folders that an agent may have read and written. Links are followed before a path is judged. What lies outside gets one answer,
/// whether it is there or not, and a path that does not even look as if it lay inside is not touched.
/// </summary>
internal sealed class AllowedFolders
{
    private const int ShownFolders = 5;

    private static readonly StringComparison Comparison =
        OperatingSystem.IsLinux() ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;

    private static readonly EnumerationOptions Everything = new() { AttributesToSkip = 0, IgnoreInaccessible = true };

    private readonly (string Named, string Real)[] _folders;
    private readonly AllowedFolders? _within;

    /// <param name="folders">Full paths; those that are not there, or no folders, are left out.</param>
    /// <param name="within">Folders that a path must lie in too.</param>
    public AllowedFolders(IEnumerable<string> folders, AllowedFolders? within = null)
    {
        _folders = [.. folders.Where(Directory.Exists).Select(folder => (Path.GetFullPath(folder), PathLinks.Follow(folder))).Distinct()];
        _within = within;
    }

    /// <summary>Where a path that an agent gave really lies; one that is not full begins in the first folder.</summary>
    /// <param name="path">The path.</param>
    /// <exception cref="ClipSurgeryException">It lies outside, or is no path.</exception>
    public string Resolve(string path)
    {
        if (_folders.Length == 0)
        {
            throw new ClipSurgeryException("No folder may be used: the client names none that is there; give it one, or start this server with --root.");
        }

        if (string.IsNullOrWhiteSpace(path) || path.Contains('\0', StringComparison.Ordinal))
        {
            throw new ClipSurgeryException("The path is blank, or no path; give that of a file or folder.");
        }

        string full = Path.GetFullPath(path, _folders[0].Named);
        if (!LooksInside(full))
        {
            throw Outside(path);
        }

        try
        {
            string real = PathLinks.Follow(full);
            return IsInside(real) ? real : throw Outside(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Outside(path);
        }
    }

    /// <summary>Refuses a folder that a link leads out of, at any depth; what it leads to is not looked at.</summary>
    /// <param name="real">A folder as <see cref="Resolve"/> gives it; it need not exist.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <exception cref="ClipSurgeryException">There is such a link.</exception>
    public void RequireNoWayOut(string real, CancellationToken cancellationToken)
    {
        HashSet<string> seen = [];
        Stack<string> rest = new([real]);
        while (rest.TryPop(out string? folder))
        {
            if (!seen.Add(folder) || !Directory.Exists(folder))
            {
                continue;
            }

            foreach (FileSystemInfo entry in new DirectoryInfo(folder).EnumerateFileSystemInfos("*", Everything))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (entry.Attributes.HasFlag(FileAttributes.ReparsePoint))
                {
                    rest.Push(RealOfLink(entry.FullName));
                }
                else if (entry is DirectoryInfo)
                {
                    rest.Push(entry.FullName);
                }
            }
        }
    }

    private string RealOfLink(string link)
    {
        try
        {
            string real = PathLinks.Follow(link);
            if (IsInside(real))
            {
                return real;
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
        }

        throw new ClipSurgeryException(
            $"{link} is a link that leads out of the folders that may be used ({Names}); take it away, or allow the folder that it leads to.");
    }

    /// <summary>By its letters alone.</summary>
    private bool LooksInside(string full) =>
        Array.Exists(_folders, folder => Contains(folder.Named, full) || Contains(folder.Real, full)) && _within?.LooksInside(full) != false;

    private bool IsInside(string real) => Array.Exists(_folders, folder => Contains(folder.Real, real)) && _within?.IsInside(real) != false;

    private static bool Contains(string folder, string path) =>
        path.Equals(folder, Comparison)
        || path.StartsWith(Path.EndsInDirectorySeparator(folder) ? folder : folder + Path.DirectorySeparatorChar, Comparison);

    private ClipSurgeryException Outside(string path) =>
        new($"{PlainText.Short(path)} lies outside the folders that may be used ({Names}); give a path in one of them.");

    private string Names
    {
        get
        {
            string[] names = [.. (_within is null ? _folders : [.. _folders, .. _within._folders]).Select(folder => folder.Named).Distinct()];
            return string.Join(", ", names.Take(ShownFolders)) + (names.Length > ShownFolders ? ", …" : "");
        }
    }
}
