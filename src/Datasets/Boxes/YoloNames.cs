using System.Globalization;
using YamlDotNet.RepresentationModel;

namespace ClipSurgery;

/// <summary>The names that the numbers in YOLO's label files stand for.</summary>
internal static class YoloNames
{
    /// <summary>Where tools put the names, in the order in which they are looked for.</summary>
    private static readonly string[] FileNames = ["data.yaml", "dataset.yaml", ClassList];

    /// <summary>How far above the label files <c>data.yaml</c> may lie: <c>labels/train</c> has it two folders up.</summary>
    private const int MostFoldersUp = 2;

    /// <summary>A name a line; labelImg writes it among the label files.</summary>
    public const string ClassList = "classes.txt";

    /// <summary>The file of names for a folder of label files: in it, or above it; null where there is none.</summary>
    public static string? Find(string folder)
    {
        string? place = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        for (int up = 0; up <= MostFoldersUp && place is not null; up++)
        {
            if (FileNames.Select(name => Path.Combine(place, name)).FirstOrDefault(File.Exists) is string found)
            {
                return found;
            }

            place = Path.GetDirectoryName(place);
        }

        return null;
    }

    /// <summary>Reads names: of Ultralytics' <c>data.yaml</c>, of a label file of ours, or of a list with a name a line.</summary>
    /// <returns>The classes by their numbers, in the order of these.</returns>
    /// <exception cref="ClipSurgeryException">The file cannot be read, or names a class twice or not at all.</exception>
    public static SortedDictionary<int, LabelClass> Read(string path)
    {
        string text = LabelFile.ReadText(path);
        if (Path.GetExtension(path).Equals(".txt", StringComparison.OrdinalIgnoreCase))
        {
            string[] lines = [.. text.TrimEnd().Split('\n').Select(line => line.Trim())];
            return Number(path, lines.Select((name, line) => (line, name)));
        }

        YamlEntry root = YamlText.Parse(text, path);
        if (Field(root, "kpt_shape") is not null)
        {
            throw new ClipSurgeryException($"{path}: these are labels of key points (\"kpt_shape\"), which have no masks; expected boxes or outlines.");
        }

        return Field(root, "names") switch
        {
            null when Field(root, "classes") is null =>
                throw root.Error("there is no list of \"names\"; expected \"names: [cat, dog]\""),
            null => Number(path, LabelSetReader.Read(root).Classes.Select((label, number) => (number, label))),
            { Node: YamlMappingNode names } => Number(path, names.Select(pair => ReadName(path, pair.Key, pair.Value))),
            { } list => Number(path, list.Items("\"names\"", "[cat, dog]").Select((name, number) => (number, name.Text("a name")))),
        };
    }

    private static YamlEntry? Field(YamlEntry root, string key) =>
        (root.Node as YamlMappingNode)?.FirstOrDefault(pair => pair.Key is YamlScalarNode { Value: { } name } && name == key).Value is { } node
            ? new YamlEntry(node, root.Path)
            : null;

    private static (int Number, string Name) ReadName(string path, YamlNode key, YamlNode value)
    {
        YamlEntry entry = new(key, path);
        return int.TryParse(entry.Text("a class's number"), NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? (number, new YamlEntry(value, path).Text("a name"))
            : throw entry.Error("\"names\" has a key that is no number; expected 0: cat");
    }

    private static SortedDictionary<int, LabelClass> Number(string path, IEnumerable<(int Number, string Name)> names)
    {
        HashSet<string> known = new(StringComparer.Ordinal);
        return Number(path, names.Select(pair => (pair.Number,
            string.IsNullOrWhiteSpace(pair.Name)
                ? throw new ClipSurgeryException($"{path}: the class {pair.Number} has a blank name; expected one a line.")
                : known.Add(pair.Name)
                    ? new LabelClass { Name = pair.Name }
                    : throw new ClipSurgeryException($"{path}: two classes are called {Quoted.Text(pair.Name)}; give each a name of its own."))));
    }

    private static SortedDictionary<int, LabelClass> Number(string path, IEnumerable<(int Number, LabelClass Label)> classes)
    {
        SortedDictionary<int, LabelClass> byNumber = [];
        foreach ((int number, LabelClass label) in classes)
        {
            if (!byNumber.TryAdd(number, label))
            {
                throw new ClipSurgeryException($"{path}: the class {number} has two names; expected one for each number.");
            }
        }

        return byNumber;
    }
}
