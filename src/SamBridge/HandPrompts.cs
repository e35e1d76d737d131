namespace ClipSurgery;

/// <summary>
/// What a person pointed at in one picture for one label: a box or a point gives a mask of the label, whatever the model thinks of it,
/// and a negative point takes away what covers it.
/// </summary>
internal sealed class HandPrompts(Func<SamImage> image, TextLabel label, SegmentOptions options, CancellationToken cancellationToken)
{
    /// <summary>What an object is called that was pointed at without a text.</summary>
    public const string UnnamedObject = "object";

    /// <summary>The masks of labels that have no text.</summary>
    public static LabelledImage Segment(
        SamImage image, IReadOnlyList<TextLabel> labels, SegmentOptions options, CancellationToken cancellationToken) => new(
        image.Width,
        image.Height,
        [.. labels.SelectMany(label => new HandPrompts(() => image, label, options, cancellationToken).Ask())],
        [],
        []);

    /// <summary>A mask for each box, prompted by the points inside it too; without a box one for all points.</summary>
    public IReadOnlyList<Instance> Ask() =>
        [.. (label.Boxes.Count > 0 ? label.Boxes.Select(Ask) : [Ask(label.Points, null)]).OfType<Instance>()];

    /// <summary>What was found for the label's texts, corrected by what was pointed at.</summary>
    /// <param name="found">What was found, from the highest score down.</param>
    public IReadOnlyList<Instance> Correct(IReadOnlyList<Instance> found)
    {
        List<Instance> pointedAt = [.. label.Boxes.Select(Ask).OfType<Instance>()];
        foreach (PromptPoint point in label.Points.Where(point => point.IsPositive))
        {
            if (!pointedAt.Exists(instance => Covers(instance, point)))
            {
                Instance? meant = found.FirstOrDefault(instance => Covers(instance, point) && !IsExcluded(instance));
                meant ??= Ask([point, .. label.Points.Where(other => !other.IsPositive)], null);
                pointedAt.AddRange(meant is null ? [] : [meant]);
            }
        }

        return
        [
            .. pointedAt.Select(Confirm),
            .. found.Where(instance => !pointedAt.Exists(mine => mine.Mask.IoU(instance.Mask) > RivalLabels.SameThingOfOneLabel)
                && !IsExcluded(instance)),
        ];
    }

    /// <summary>A person says that it is there.</summary>
    public static Instance Confirm(Instance instance) => instance with { Parts = instance.Parts with { Presence = 1 } };

    private Instance? Ask(BoxXywh box) => Ask([.. label.Points.Where(point => Contains(box, point.Point))], box);

    private Instance? Ask(IReadOnlyList<PromptPoint> points, BoxXywh? box)
    {
        Instance? found = OnePrompt.Segment(image(), label.Name, null, points, box, options, cancellationToken);
        return found is null || label.Texts.Count == 0 ? found : found with { Text = label.Texts[0] };
    }

    private bool IsExcluded(Instance instance) => label.Points.Any(point => !point.IsPositive && Covers(instance, point));

    private static bool Covers(Instance instance, PromptPoint point) => instance.Mask.Contains((int)point.Point.X, (int)point.Point.Y);

    /// <summary>Whether a point lies in a box, its edges included.</summary>
    public static bool Contains(BoxXywh box, ImagePoint point) =>
        point.X >= box.X && point.X <= box.Right && point.Y >= box.Y && point.Y <= box.Bottom;
}
