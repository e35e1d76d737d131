namespace ClipSurgery;

/// <summary>Segments pictures by a label set. May be used by several threads at once.</summary>
public sealed class LabelSetSegmenter
{
    private readonly ITextSegmenter _segmenter;
    private readonly IReadOnlyList<TextLabel> _labels;
    private readonly SegmentOptions _options;

    /// <param name="segmenter">The models.</param>
    /// <param name="labels">The classes; those without a prompt are not looked for. There may be none.</param>
    /// <param name="options">Options for all classes; the label set's contrast texts join <see cref="SegmentOptions.Not"/>.</param>
    /// <exception cref="ArgumentException">A prompt is blank, or comes twice (to the model "Cat" is "cat").</exception>
    public LabelSetSegmenter(ITextSegmenter segmenter, LabelSet labels, SegmentOptions options)
    {
        ArgumentNullException.ThrowIfNull(labels);
        _segmenter = segmenter;
        _labels =
        [
            .. labels.Classes.Where(label => label.Prompts.Count > 0)
                .Select(label => new TextLabel(label.Name, label.Prompts, label.Presence)),
        ];
        DistinctTexts.Check(_labels.SelectMany(label => label.Texts), nameof(labels));
        _options = options with { Not = [.. options.Not, .. labels.Contrast, .. labels.Classes.SelectMany(label => label.Contrast)] };
    }

    /// <summary>The instances of a picture: classes in the order of the label set, those of a class from the highest score down.</summary>
    public IReadOnlyList<LabelledInstance> Segment(RgbImage image, CancellationToken cancellationToken = default) => _labels.Count == 0
        ? []
        :
        [
            .. _segmenter.SegmentLabels(image, _labels, _options, cancellationToken).Instances.Select(instance => new LabelledInstance
            {
                Class = instance.Label,
                Mask = instance.Mask,
                Score = instance.Score,
                Parts = instance.Parts.ByName,
                Prompt = instance.Text,
            }),
        ];
}
