namespace ClipSurgery.Tools;

/// <summary>A picture that was named on the command line.</summary>
/// <param name="Path">Where it is, as it was typed.</param>
/// <param name="FileName">Its path from the folder that all pictures share, with forward slashes: its name in COCO files.</param>
/// <param name="Stem">What names of results begin with: unique among the pictures, with forward slashes, without extension.</param>
internal sealed record InputPicture(string Path, string FileName, string Stem)
{
    public static IReadOnlyList<InputPicture> FromPaths(IReadOnlyList<string> paths)
    {
        (string Typed, string Full)[] files = [.. paths.Select(path => (path, System.IO.Path.GetFullPath(path))).DistinctBy(file => file.Item2)];
        string root = SharedFolder([.. files.Select(file => System.IO.Path.GetDirectoryName(file.Full) ?? "/")]);
        string[] names = [.. files.Select(file => System.IO.Path.GetRelativePath(root, file.Full).Replace(System.IO.Path.DirectorySeparatorChar, '/'))];
        if (names.FirstOrDefault(name => name.Contains('\\')) is { } unfit)
        {
            throw new UsageException($"{unfit}: has a backslash in its name, which COCO files cannot hold; rename the file.");
        }

        Dictionary<string, int> stems = names.CountBy(WithoutExtension, StringComparer.OrdinalIgnoreCase).ToDictionary(StringComparer.OrdinalIgnoreCase);
        return
        [
            .. files.Select((file, i) => new InputPicture(
                file.Typed, names[i], stems[WithoutExtension(names[i])] == 1 ? WithoutExtension(names[i]) : names[i])),
        ];
    }

    private static string WithoutExtension(string name) => System.IO.Path.ChangeExtension(name, null);

    private static string SharedFolder(string[] folders)
    {
        string shared = folders[0];
        while (!folders.All(folder => folder == shared || folder.StartsWith(shared.TrimEnd(System.IO.Path.DirectorySeparatorChar) + System.IO.Path.DirectorySeparatorChar, StringComparison.Ordinal)))
        {
            shared = System.IO.Path.GetDirectoryName(shared) ?? throw new UsageException("the pictures lie on different drives; run the command once for each.");
        }

        return shared;
    }
}
