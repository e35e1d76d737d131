namespace ClipSurgery;

/// <summary>
/// What Label Studio asks about a task: all labels of the interface where nobody did anything, and otherwise what was clicked,
/// drawn or typed.
/// </summary>
internal sealed class LabelStudioQuestion
{
    private readonly LabelConfig _config;
    private readonly LabelSet _classes;
    private readonly IReadOnlyList<LabelStudioMark> _marks;
    private readonly AskedLabels _asked;
    private readonly string _pointedLabel;

    /// <exception cref="ArgumentException">It is too much, or nothing.</exception>
    public LabelStudioQuestion(LabelConfig config, LabelStudioContext? context, LabelSet classes)
    {
        _config = config;
        _classes = classes;
        IReadOnlyList<LabelStudioMark> all = Entries.Of("result", context?.Result);
        ToolLimits.CheckPrompts(all.Count);
        _marks = [.. all.Where(mark => mark.Value is { X: not null, Y: not null } && (IsPoint(mark) || IsBox(mark)))];
        string[] typed =
        [
            .. all.SelectMany(mark => Entries.Of("text", mark.Value?.Text))
                .SelectMany(text => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)),
        ];
        ToolLimits.CheckTexts(typed);
        if (context is not null && _marks.Count == 0 && typed.Length == 0)
        {
            throw new ArgumentException("Nothing to look for: click on an object, draw a box around it, or type what it is.");
        }

        if (config.Labels.Count == 0)
        {
            throw new ArgumentException("The labelling interface has no labels; expected <Label value=\"...\"/> in it.");
        }

        string? chosen = _marks.SelectMany(mark => (mark.Value!.KeyPointLabels ?? []).Concat(mark.Value.RectangleLabels ?? []))
            .FirstOrDefault(name => config.Labels.Any(label => label.Name == name));
        _pointedLabel = chosen ?? config.Labels[0].Name;
        _asked = AskedOf(context is null ? config.Labels : Grouped(typed.Select(text => LabelOf(text, chosen))));
        ToolLimits.CheckTexts([.. _asked.Labels.SelectMany(label => label.Texts)]);
    }

    /// <summary>Asks.</summary>
    public IReadOnlyList<Instance> Ask(IEncodedPicture picture, SegmentOptions options, CancellationToken cancellationToken)
    {
        PromptSpace space = PromptSpace.Of(picture);
        List<PromptPoint> points = [];
        List<BoxXywh> boxes = [];
        foreach (LabelStudioMark mark in _marks)
        {
            LabelStudioMarkValue value = mark.Value!;
            double x = value.X!.Value * picture.Width / 100;
            double y = value.Y!.Value * picture.Height / 100;
            if (IsPoint(mark))
            {
                points.Add(space.Point(x, y, mark.IsOnObject));
            }
            else
            {
                double right = x + ((value.Width ?? 0) * picture.Width / 100);
                boxes.Add(space.Box(x, y, right, y + ((value.Height ?? 0) * picture.Height / 100)));
            }
        }

        if (_asked.Labels.Count == 0)
        {
            return PointedObjects.Find(picture, _pointedLabel, points, boxes, cancellationToken);
        }

        AskedLabels asked = _marks.Count == 0 ? _asked : _asked with
        {
            Labels = [.. _asked.Labels.Select((label, index) => index == 0 ? label with { Points = points, Boxes = boxes } : label)],
        };
        return asked.Find(picture, options, null, cancellationToken);
    }

    private static bool IsPoint(LabelStudioMark mark) => mark.Type is "keypointlabels" or "keypoint";

    private static bool IsBox(LabelStudioMark mark) => mark.Type is LabelConfig.Rectangle or "rectangle";

    /// <summary>The texts of each label together.</summary>
    private static TextLabel[] Grouped(IEnumerable<TextLabel> labels) =>
    [
        .. labels.GroupBy(label => label.Name)
            .Select(group => new TextLabel(group.Key, [.. group.SelectMany(label => label.Texts).Distinct(DistinctTexts.Comparer)])),
    ];

    /// <summary>Labels with their texts, from the interface or else from the server's classes or else their names.</summary>
    private AskedLabels AskedOf(IReadOnlyList<TextLabel> labels)
    {
        List<TextLabel> asked = [];
        List<string> contrast = [];
        foreach (TextLabel label in labels.DistinctBy(label => label.Name))
        {
            LabelClass? known = label.Texts.Count == 0 ? AskedLabels.ClassOf(label.Name, _classes) : null;
            asked.Add(known is not null
                ? new TextLabel(label.Name, known.Prompts, known.Presence)
                : label.Texts.Count == 0 ? new TextLabel(label.Name) : label);
            contrast.AddRange(known?.Contrast ?? []);
        }

        return new AskedLabels(asked, contrast);
    }

    /// <summary>
    /// A typed text as a text of one of the interface's labels: of the one that it names; of the one behind the last underscore,
    /// as in "brown cat_cat", which users of Label Studio's own examples write; of the one that a click beside it has; or of the
    /// only one.
    /// </summary>
    private TextLabel LabelOf(string text, string? chosen)
    {
        if (_config.Labels.FirstOrDefault(label => IsName(label, text)) is { } named)
        {
            return named.Texts.Count > 0
                ? named
                : new TextLabel(named.Name, AskedLabels.ClassOf(named.Name, _classes)?.Prompts ?? [text]);
        }

        int underscore = text.LastIndexOf('_');
        if (underscore > 0 && _config.Labels.FirstOrDefault(label => IsName(label, text[(underscore + 1)..])) is { } behind)
        {
            return new TextLabel(behind.Name, [text[..underscore].Trim()]);
        }

        string? name = chosen ?? (_config.Labels.Count == 1 ? _config.Labels[0].Name : null);
        return name is not null ? new TextLabel(name, [text]) : throw new ArgumentException(
            $"\"{QuotedText.Short(text)}\" is no label of this project; write which it is behind an underscore, as in " +
            $"\"{QuotedText.Short($"{text}_{_config.Labels[0].Name}")}\".");
    }

    private static bool IsName(TextLabel label, string text) =>
        string.Equals(label.Name, text.Trim(), StringComparison.OrdinalIgnoreCase);
}
