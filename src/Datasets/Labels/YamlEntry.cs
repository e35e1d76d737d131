using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace ClipSurgery;

/// <summary>A node of a YAML file. Whatever is of the wrong kind becomes one line with its place.</summary>
/// <param name="Node">The node.</param>
/// <param name="Path">The file.</param>
internal readonly record struct YamlEntry(YamlNode Node, string Path)
{
    /// <summary>The line, from 1.</summary>
    public long Line => Node.Start.Line;

    public static ClipSurgeryException ErrorAt(string path, long line, long column, string problem) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{path}:{line}:{column}: {problem}."));

    public ClipSurgeryException Error(string problem) => ErrorAt(Path, Line, Node.Start.Column, problem);

    public bool IsText => Node is YamlScalarNode;

    /// <summary>A text without blanks around it.</summary>
    /// <param name="what">What it is, for messages.</param>
    /// <exception cref="ClipSurgeryException">It is none, blank, or has control characters.</exception>
    public string Text(string what)
    {
        string text = Scalar(what, "a text").Value!.Trim();
        if (text.Length == 0)
        {
            throw Error($"{what} is blank; expected a text, in quotes where it begins with #");
        }

        return text.Any(char.IsControl)
            ? throw Error($"{what} has a line break or another control character; expected a text of one line")
            : text;
    }

    /// <summary>A number from 0 to 1.</summary>
    /// <exception cref="ClipSurgeryException">It is none.</exception>
    public double Probability(string what)
    {
        const string Expected = "a number from 0 to 1";
        YamlScalarNode scalar = Scalar(what, Expected);
        bool isNumber = double.TryParse(scalar.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out double number);
        return scalar.Style == ScalarStyle.Plain && isNumber && number is >= 0 and <= 1
            ? number
            : throw Error($"{what} is \"{QuotedText.Short(scalar.Value ?? "")}\"; expected {Expected}, without quotes");
    }

    /// <summary>A finite number.</summary>
    /// <exception cref="ClipSurgeryException">It is none.</exception>
    public double Number(string what)
    {
        const string Expected = "a number";
        YamlScalarNode scalar = Scalar(what, Expected);
        bool isNumber = double.TryParse(scalar.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out double number);
        return scalar.Style == ScalarStyle.Plain && isNumber && double.IsFinite(number)
            ? number
            : throw Error($"{what} is \"{QuotedText.Short(scalar.Value ?? "")}\"; expected {Expected}, without quotes");
    }

    /// <summary>The entries of a list.</summary>
    /// <exception cref="ClipSurgeryException">It is no list.</exception>
    public IReadOnlyList<YamlEntry> Items(string what, string example)
    {
        string path = Path;
        return Node is YamlSequenceNode list
            ? [.. list.Select(item => new YamlEntry(item, path))]
            : throw Error($"{what} is {Kind()}; expected a list, such as {example}");
    }

    /// <summary>The values of a mapping by their keys.</summary>
    /// <param name="what">What it is, for messages.</param>
    /// <param name="known">All keys that there may be.</param>
    /// <exception cref="ClipSurgeryException">It is no mapping, or has another key.</exception>
    public IReadOnlyDictionary<string, YamlEntry> Fields(string what, IReadOnlyList<string> known)
    {
        if (Node is not YamlMappingNode mapping)
        {
            throw Error($"{what} is {Kind()}; expected an entry with {Quoted(known)}");
        }

        Dictionary<string, YamlEntry> fields = [];
        foreach ((YamlNode keyNode, YamlNode value) in mapping)
        {
            YamlEntry key = new(keyNode, Path);
            string name = key.Text("a key");
            if (!known.Contains(name))
            {
                string expected = NearestWord.Find(name, known) is string near ? $"\"{near}\"" : Quoted(known);
                throw key.Error($"unknown key \"{QuotedText.Short(name)}\"; expected {expected}");
            }

            fields.Add(name, new YamlEntry(value, Path));
        }

        return fields;
    }

    private static string Quoted(IReadOnlyList<string> words) => string.Join(", ", words.Select(word => $"\"{word}\""));

    private YamlScalarNode Scalar(string what, string expected) =>
        Node as YamlScalarNode ?? throw Error($"{what} is {Kind()}; expected {expected}");

    private string Kind() => Node switch
    {
        YamlScalarNode { Value.Length: 0 } => "empty",
        YamlScalarNode => "a text",
        YamlSequenceNode => "a list",
        _ => "an entry with keys",
    };
}
