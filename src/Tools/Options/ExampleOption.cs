using System.CommandLine;

namespace ClipSurgery.Tools;

/// <summary>Pictures that show what is meant; each belongs to the text before it, or to the only one.</summary>
internal sealed class ExampleOption
{
    private readonly Option<string[]> _example = new("--example")
    {
        Description = "FILE:X,Y,WIDTH,HEIGHT, a box around what is meant in another picture, beside the text before it or without one. May be given several times",
    };

    public void AddTo(Command command) => command.Options.Add(_example);

    public bool IsGiven(ParseResult parse) => parse.GetValue(_example) is { Length: > 0 };

    /// <summary>The examples of each text; of the only entry where there is no text.</summary>
    public IReadOnlyList<IReadOnlyList<LabelExample>> Read(ParseResult parse, TextOption text)
    {
        IReadOnlyList<string> texts = text.Read(parse);
        List<LabelExample>[] examples = [.. Enumerable.Range(0, Math.Max(1, texts.Count)).Select(_ => new List<LabelExample>())];
        foreach ((_, string value, int place) in OptionsBehindTexts.Read(parse, text, texts, _example))
        {
            examples[place].Add(ReadOne(value));
        }

        return examples;
    }

    private LabelExample ReadOne(string value)
    {
        int colon = value.LastIndexOf(':');
        if (colon <= 0)
        {
            throw new UsageException($"{_example.Name} {value}: has no box; expected FILE:X,Y,WIDTH,HEIGHT, such as ref.jpg:10,20,50,60.");
        }

        double[] box = Numbers.Read(_example.Name, value[(colon + 1)..], 4);
        return box[2] > 0 && box[3] > 0
            ? new LabelExample(Path.GetFullPath(value[..colon]), new BoxXywh(box[0], box[1], box[2], box[3]), Mask: null)
            : throw new UsageException($"{_example.Name} {value}: the box has a width or height that is not above 0; expected FILE:X,Y,WIDTH,HEIGHT.");
    }
}
