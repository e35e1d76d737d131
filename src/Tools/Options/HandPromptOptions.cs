using System.CommandLine;

namespace ClipSurgery.Tools;

/// <summary>Points and boxes by hand; each belongs to the text before it, or to the only one.</summary>
internal sealed class HandPromptOptions
{
    private readonly Option<string[]> _point = new("--point")
    {
        Description = "X,Y in picture pixels on an object of the text before it; the mask there is kept. May be given several times",
    };

    private readonly Option<string[]> _negativePoint = new("--negative-point")
    {
        Description = "X,Y on what is not the text before it; the mask there is left out. May be given several times",
    };

    private readonly Option<string[]> _box = new("--box")
    {
        Description = "X,Y,WIDTH,HEIGHT around an object of the text before it, which gives one mask. May be given several times",
    };

    public void AddTo(Command command)
    {
        command.Options.Add(_point);
        command.Options.Add(_negativePoint);
        command.Options.Add(_box);
    }

    /// <summary>The texts as labels, with what was pointed at; without a text one label for all of that.</summary>
    public IReadOnlyList<TextLabel> Read(ParseResult parse, TextOption text, IReadOnlyList<string> texts)
    {
        List<PromptPoint>[] points = [.. Enumerable.Range(0, Math.Max(1, texts.Count)).Select(_ => new List<PromptPoint>())];
        List<BoxXywh>[] boxes = [.. points.Select(_ => new List<BoxXywh>())];
        foreach ((string name, string value, int place) in OptionsBehindTexts.Read(parse, text, texts, _point, _negativePoint, _box))
        {
            if (name == _box.Name)
            {
                double[] box = Numbers.Read(name, value, 4);
                boxes[place].Add(new BoxXywh(box[0], box[1], box[2], box[3]));
            }
            else
            {
                double[] xy = Numbers.Read(name, value, 2);
                points[place].Add(new PromptPoint(new ImagePoint((float)xy[0], (float)xy[1]), name == _point.Name));
            }
        }

        TextLabel[] labels = texts.Count > 0
            ? [.. texts.Select((asked, i) => new TextLabel(asked) { Points = points[i], Boxes = boxes[i] })]
            : [new TextLabel(HandPrompts.UnnamedObject, []) { Points = points[0], Boxes = boxes[0] }];
        return labels is [{ Texts.Count: 0, HasPrompts: false }]
            ? throw new UsageException("nothing to look for is given; add --text cat, --point X,Y, --box X,Y,WIDTH,HEIGHT or --example FILE:X,Y,WIDTH,HEIGHT.")
            : labels;
    }
}
