namespace ClipSurgery;

/// <summary>Asks a segmenter about pictures with a ground truth, and keeps what was judged. For one thread at a time.</summary>
internal sealed class TruthRun
{
    private readonly ITextSegmenter _segmenter;
    private readonly TruthClasses _classes;
    private readonly TruthJudge _judge;
    private readonly TextLabel[] _labels;
    private readonly SegmentOptions _options;
    private readonly List<JudgedInstance> _judged = [];
    private readonly List<CocoImage> _pictures = [];

    /// <param name="segmenter">The models.</param>
    /// <param name="classes">What is looked for.</param>
    /// <param name="truth">What is there.</param>
    /// <param name="options">With the presence from which instances are judged.</param>
    public TruthRun(ITextSegmenter segmenter, TruthClasses classes, EvaluationSet truth, SegmentOptions options)
    {
        _segmenter = segmenter;
        _classes = classes;
        _judge = new TruthJudge(truth);
        _labels = [.. classes.Labels.Classes.Select(label => new TextLabel(label.Name, label.Prompts))];
        _options = options with
        {
            Not = [.. options.Not, .. classes.Labels.Contrast, .. classes.Labels.Classes.SelectMany(label => label.Contrast)],
        };
    }

    /// <summary>What was judged so far, and how many objects those pictures have.</summary>
    public Judgements Judgements => new(JudgementSource.Truth, [.. _judged], _options.Presence!.Value)
    {
        Objects = _judge.CountObjects(_pictures, _classes.Pairs),
    };

    /// <summary>Judges a picture.</summary>
    /// <exception cref="ClipSurgeryException">The picture has another size than its ground truth.</exception>
    public void Add(CocoImage picture, RgbImage image, CancellationToken cancellationToken)
    {
        TruthSize.Require(image, picture.FileName, picture.Width, picture.Height);
        LabelledImage found = _segmenter.SegmentLabels(image, _labels, _options, cancellationToken);
        _judged.AddRange(_judge.Judge(picture, _classes.Pairs, found.Instances));
        _pictures.Add(picture);
    }
}
