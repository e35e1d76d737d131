using System.CommandLine;

namespace ClipSurgery.Tools;

/// <summary>What is looked for: a label file, or texts.</summary>
internal sealed class LabelOptions
{
    private readonly Option<string?> _labels = new("--labels", "-l")
    {
        Description = "Label file (YAML): classes with their prompts; or a .txt with one class a line",
    };

    private readonly TextOption _text = new();

    public void AddTo(Command command)
    {
        command.Options.Add(_labels);
        _text.AddTo(command);
    }

    /// <summary>The same where nothing need be looked for: null then.</summary>
    public LabelSet? ReadIfGiven(ParseResult parse) =>
        parse.GetValue(_labels) is null && _text.Read(parse).Count == 0 ? null : Read(parse);

    public LabelSet Read(ParseResult parse)
    {
        IReadOnlyList<string> texts = _text.Read(parse);
        return (parse.GetValue(_labels), texts.Count) switch
        {
            (null, 0) => throw new UsageException("nothing to look for is given; add --labels labels.yaml, or --text cat."),
            (null, _) => LabelSet.FromTexts(texts),
            ({ } file, 0) => ReadFile(file),
            _ => throw new UsageException("--labels and --text are both given; expected one of them."),
        };
    }

    /// <summary>The classes of a label file, or of a list of names.</summary>
    public static LabelSet ReadFile(string file) =>
        IsList(file) ? LabelSet.FromTexts(TextFile.Read("--labels", file)) : LabelFile.Read(file);

    /// <summary>A classes.txt, as YOLO's tools write it.</summary>
    private static bool IsList(string file) => Path.GetExtension(file).Equals(".txt", StringComparison.OrdinalIgnoreCase);
}
