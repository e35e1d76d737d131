namespace ClipSurgery;

/// <summary>File names: relative to the picture folder, with forward slashes, each for one picture.</summary>
internal sealed class FileNameRules
{
    private static readonly CocoRule Missing = CocoRule.Error(
        "file-name-missing", "the picture's file name", byHand: "name the picture");

    private static readonly CocoRule Backslash = CocoRule.Error(
        "file-name-backslash", "forward slashes: backslashes are part of a name but on Windows", "writes forward slashes");

    private static readonly CocoRule Control = CocoRule.Error(
        "file-name-control",
        "a name without control characters: lists of files and terminals break on them",
        byHand: "rename the picture");

    private static readonly CocoRule Case = CocoRule.Warning(
        "file-name-case",
        "names that differ not only by case: on Windows and macOS they are one file",
        byHand: "rename one of the pictures");

    private static readonly CocoRule Outside = CocoRule.Warning(
        "file-name-outside",
        "a path within the picture folder: CVAT and FiftyOne look for it there",
        byHand: "make it relative to the picture folder");

    private static readonly CocoRule Duplicate = CocoRule.Warning(
        "file-name-duplicate",
        "one entry for a picture: CVAT finds pictures by name",
        "merges the entries, and annotations follow",
        "find out which size is right");

    private static readonly CocoRule Extension = CocoRule.Warning(
        "file-name-extension",
        "names that differ without their extension too: CVAT matches without it",
        byHand: "rename one of the pictures");

    private readonly HashSet<string> _names = [];
    private readonly Dictionary<string, string> _namesWithoutExtension = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>True for a path that is not relative, or leads out of its folder.</summary>
    public static bool IsOutside(string name) =>
        name.Length == 0 || name[0] == '/' || (name.Length > 1 && name[1] == ':' && char.IsAsciiLetter(name[0]))
        || name.Contains("://", StringComparison.Ordinal) || name.Split('/').Contains("..");

    /// <summary>Checks the next entry of <c>images</c>.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="isRepetition">True where an earlier entry has the same name and size.</param>
    public void Check(CocoEntry entry, bool isRepetition)
    {
        const string Key = "file_name";
        if (CocoSections.Text(entry.Element, Key) is not string original)
        {
            entry.Report(Missing, entry.Shown(Key), Key);
            return;
        }

        string name = original.Replace('\\', '/');
        if (name != original)
        {
            entry.Mend(Backslash, entry.Shown(Key), Key, name);
        }

        if (name.Any(char.IsControl))
        {
            entry.Report(Control, entry.Shown(Key), Key);
        }

        if (IsOutside(name))
        {
            entry.Report(Outside, entry.Shown(Key), Key);
        }

        if (!_names.Add(name))
        {
            string found = $"{Quoted.Text(name)} is listed before";
            if (isRepetition)
            {
                entry.Drop(Duplicate, found, Key);
            }
            else
            {
                entry.Report(Duplicate, $"{found} with another size", Key);
            }

            return;
        }

        string withoutExtension = name[..^Path.GetExtension(name).Length];
        if (!_namesWithoutExtension.TryAdd(withoutExtension, name))
        {
            string other = _namesWithoutExtension[withoutExtension];
            bool isSameButCase = name.Equals(other, StringComparison.OrdinalIgnoreCase);
            entry.Report(isSameButCase ? Case : Extension, $"{Quoted.Text(name)} beside {Quoted.Text(other)}", Key);
        }
    }
}
