using IoPath = System.IO.Path;

namespace ClipSurgery.Tools;

/// <summary>A picture that was named on the command line.</summary>
/// <param name="Path">Where it is, as it was typed.</param>
/// <param name="FileName">Its path from the folder that all pictures share, with forward slashes: its name in COCO files.</param>
/// <param name="Stem">
/// What names of results begin with: unique among the pictures, with forward slashes, without extension.
/// </param>
internal sealed record InputPicture(string Path, string FileName, string Stem)
{
    private static readonly Lazy<byte[]> StandardInput = new(ReadStandardInput);

    /// <summary>The pixels.</summary>
    /// <exception cref="ClipSurgeryException">It is no picture, damaged, or larger than the limits allow.</exception>
    public LoadedImage Read(ImageLimits limits) =>
        Path == InputPaths.StandardInput ? ImageFile.Read(StandardInput.Value, "standard input", limits) : ImageFile.Read(Path, limits);

    /// <param name="paths">The pictures as they were typed.</param>
    /// <param name="texts">Texts that names of results end with.</param>
    public static IReadOnlyList<InputPicture> FromPaths(IReadOnlyList<string> paths, IReadOnlyList<string> texts)
    {
        if (paths.Contains(InputPaths.StandardInput))
        {
            return paths.Count == 1
                ? [new InputPicture(InputPaths.StandardInput, "stdin", "stdin")]
                : throw new UsageException("- is the picture that comes by standard input; give it alone.");
        }

        (string Typed, string Full)[] files = [.. paths.Select(path => (path, IoPath.GetFullPath(path))).DistinctBy(file => file.Item2)];
        string root = SharedFolder([.. files.Select(file => IoPath.GetDirectoryName(file.Full) ?? "/")]);
        string[] names = [.. files.Select(file => IoPath.GetRelativePath(root, file.Full).Replace(IoPath.DirectorySeparatorChar, '/'))];
        if (names.FirstOrDefault(name => name.Contains('\\')) is { } unfit)
        {
            throw new UsageException($"{unfit}: has a backslash in its name, which COCO files cannot hold; rename the file.");
        }

        IReadOnlyList<string> stems = Stems(names, ResultNames.Slugs(texts));
        return [.. files.Zip(names, stems).Select(file => new InputPicture(file.First.Typed, file.Second, file.Third))];
    }

    /// <summary>
    /// Names without extension. A picture keeps it where another one differs in nothing else, and where the name of another begins
    /// with it and a text could end with the rest: "a" with "b cat" is "a-b" with "cat".
    /// </summary>
    private static IReadOnlyList<string> Stems(string[] names, IReadOnlyList<string> slugs)
    {
        string[] stems = [.. names.Select(WithoutExtension)];
        Dictionary<string, int> same = new(stems.CountBy(stem => stem, StringComparer.OrdinalIgnoreCase), StringComparer.OrdinalIgnoreCase);
        HashSet<string> beginnings = slugs.Any(slug => slugs.Any(other => IsEnd(slug, other)))
            ? [.. stems.SelectMany(Beginnings).Select(beginning => beginning.ToUpperInvariant())]
            : [];
        return ResultNames.Unique(names.Zip(
            stems, (name, stem) => same[stem] > 1 || beginnings.Contains(stem.ToUpperInvariant()) ? name : stem));
    }

    private static bool IsEnd(string slug, string end) => slug.EndsWith($"-{end}", StringComparison.OrdinalIgnoreCase);

    /// <summary>What stands before each hyphen.</summary>
    private static IEnumerable<string> Beginnings(string stem) =>
        stem.Index().Where(letter => letter.Item == '-').Select(letter => stem[..letter.Index]);

    private static string WithoutExtension(string name) => IoPath.ChangeExtension(name, null);

    private static string SharedFolder(string[] folders)
    {
        string shared = folders[0];
        while (!folders.All(folder => folder == shared || folder.StartsWith(Inside(shared), StringComparison.Ordinal)))
        {
            shared = IoPath.GetDirectoryName(shared)
                ?? throw new UsageException("the pictures lie on different drives; run the command once for each.");
        }

        return shared;
    }

    private static byte[] ReadStandardInput()
    {
        using Stream input = Console.OpenStandardInput();
        using MemoryStream content = new();
        input.CopyTo(content);
        return content.ToArray();
    }

    /// <summary>What every path inside a folder begins with; the root ends with a separator already.</summary>
    private static string Inside(string folder) => folder.TrimEnd(IoPath.DirectorySeparatorChar) + IoPath.DirectorySeparatorChar;
}
