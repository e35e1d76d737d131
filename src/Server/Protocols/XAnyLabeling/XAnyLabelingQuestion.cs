namespace ClipSurgery;

/// <summary>
/// What X-AnyLabeling asks about one picture. Without a text and without marks it asks for the server's own classes; with marks
/// alone for the object that they point at. Marks beside one text correct what that text finds; beside several texts they point
/// at an object of their own, and what is marked as wrong is wrong for all texts.
/// </summary>
internal sealed class XAnyLabelingQuestion
{
    /// <summary>The label at which the client asks what the object is called.</summary>
    public const string Unnamed = "AUTOLABEL_OBJECT";

    private readonly AskedLabels _asked;
    private readonly IReadOnlyList<XAnyLabelingMark> _marks;
    private readonly double? _presence;

    /// <exception cref="ArgumentException">It is too much, or nothing.</exception>
    public XAnyLabelingQuestion(XAnyLabelingParams asked, LabelSet classes)
    {
        _marks = Entries.Of("marks", asked.Marks);
        ToolLimits.CheckPrompts(_marks.Count);
        foreach (XAnyLabelingMark mark in _marks)
        {
            Check(mark);
        }

        ToolLimits.Share("epsilon_factor", asked.EpsilonFactor);
        _presence = ToolLimits.Share("conf_threshold", asked.ConfThreshold) is > 0 and var presence ? presence : null;
        HashSet<string> filter = [.. asked.FilterClasses ?? []];
        string[] texts = Split(asked.TextPrompt ?? "");
        _asked = texts.Length > 0
            ? AskedLabels.OfTexts(texts.Where(text => IsWanted(text) || !classes.Classes.Any(item => item.Name == text)), classes)
            : _marks.Count > 0 ? new AskedLabels([], []) : AskedLabels.OfClasses(classes, item => IsWanted(item.Name));
        if (_asked.Labels.Count == 0 && (_marks.Count == 0 || texts.Length > 0))
        {
            throw new ArgumentException(
                texts.Length > 0 || classes.Classes.Count > 0
                    ? "The class filter leaves nothing to look for; choose a class in it."
                    : "Nothing to look for: type a text, or click on an object.");
        }

        bool IsWanted(string name) => filter.Count == 0 || filter.Contains(name);
    }

    /// <summary>Whether only marks were given, and no text.</summary>
    public bool IsPointing => _asked.Labels.Count == 0;

    /// <summary>Asks.</summary>
    public IReadOnlyList<Instance> Ask(IEncodedPicture picture, SegmentOptions options, CancellationToken cancellationToken)
    {
        PromptSpace space = PromptSpace.Of(picture);
        List<PromptPoint> points = [];
        List<BoxXywh> boxes = [];
        foreach (XAnyLabelingMark mark in _marks)
        {
            Add(mark);
        }

        if (IsPointing)
        {
            return PointedObjects.Find(picture, Unnamed, points, boxes, cancellationToken);
        }

        IReadOnlyList<TextLabel> labels = _asked.Labels is [var only]
            ? [only with { Points = points, Boxes = boxes }]
            : [.. _asked.Labels.Select(label => label with { Points = [.. points.Where(point => !point.IsPositive)] })];
        IReadOnlyList<Instance> found = (_asked with { Labels = labels }).Find(picture, options, _presence, cancellationToken);
        bool pointsBesideTexts = labels.Count > 1 && (boxes.Count > 0 || points.Exists(point => point.IsPositive));
        return pointsBesideTexts ? [.. found, .. PointedObjects.Find(picture, Unnamed, points, boxes, cancellationToken)] : found;

        void Add(XAnyLabelingMark mark)
        {
            IReadOnlyList<double> at = mark.Data;
            if (at.Count == 2)
            {
                points.Add(space.Point(at[0], at[1], mark.Label != 0));
            }
            else if (mark.Label != 0)
            {
                boxes.Add(space.Box(at[0], at[1], at[2], at[3]));
            }
            else
            {
                // No model takes a box that the object is not in; its middle says the same.
                BoxXywh box = space.Box(at[0], at[1], at[2], at[3]);
                points.Add(space.Point(box.X + (box.Width / 2), box.Y + (box.Height / 2), isPositive: false));
            }
        }
    }

    private static void Check(XAnyLabelingMark mark)
    {
        int expected = mark.Type switch { "point" => 2, "rectangle" => 4, _ => 0 };
        if (expected == 0 || mark.Data.Count != expected)
        {
            throw new ArgumentException(
                $"A mark is a {QuotedText.Short(mark.Type)} of {mark.Data.Count} numbers; expected a point of 2 or a rectangle of 4.");
        }
    }

    /// <summary>The client's rule: commas separate where there is one, full stops otherwise.</summary>
    private static string[] Split(string text) => text.Split(
        text.Contains(',', StringComparison.Ordinal) ? ',' : '.', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
