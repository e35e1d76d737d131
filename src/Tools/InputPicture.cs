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
    public static IReadOnlyList<InputPicture> FromPaths(IReadOnlyList<string> paths)
    {
        (string Typed, string Full)[] files = [.. paths.Select(path => (path, IoPath.GetFullPath(path))).DistinctBy(file => file.Item2)];
        string root = SharedFolder([.. files.Select(file => IoPath.GetDirectoryName(file.Full) ?? "/")]);
        string[] names = [.. files.Select(file => IoPath.GetRelativePath(root, file.Full).Replace(IoPath.DirectorySeparatorChar, '/'))];
        if (names.FirstOrDefault(name => name.Contains('\\')) is { } unfit)
        {
            throw new UsageException($"{unfit}: has a backslash in its name, which COCO files cannot hold; rename the file.");
        }

        // Two pictures that differ in their extension alone keep it, so that their results do too.
        Dictionary<string, int> sameStem = new(names.CountBy(WithoutExtension, StringComparer.OrdinalIgnoreCase), StringComparer.OrdinalIgnoreCase);
        return
        [
            .. files.Zip(names, (file, name) =>
                new InputPicture(file.Typed, name, sameStem[WithoutExtension(name)] == 1 ? WithoutExtension(name) : name)),
        ];
    }

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

    /// <summary>What every path inside a folder begins with; the root ends with a separator already.</summary>
    private static string Inside(string folder) => folder.TrimEnd(IoPath.DirectorySeparatorChar) + IoPath.DirectorySeparatorChar;
}
