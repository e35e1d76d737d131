namespace ClipSurgery;

/// <summary>What a segmenter is asked on behalf of a calibration, and what becomes of its answer.</summary>
internal sealed class CalibratedQuestion
{
    private readonly Calibration _calibration;
    private readonly Dictionary<string, (double Threshold, bool IsPointedAt)> _asked;

    /// <exception cref="ArgumentException">One mask a text is asked for.</exception>
    public CalibratedQuestion(Calibration calibration, IReadOnlyList<TextLabel> labels, SegmentOptions options)
    {
        if (options.Instances != InstanceMode.Auto)
        {
            throw new ArgumentException("A calibration is made of instances; expected InstanceMode.Auto.", nameof(options));
        }

        TextLabel.Check(labels, options);
        _calibration = calibration;
        _asked = labels.ToDictionary(
            label => label.Name,
            label => (label.Presence ?? options.Presence ?? calibration.ThresholdOf(label.Name), label.IsPointedAt),
            StringComparer.Ordinal);
        Labels = [.. labels.Select(label => label with { Presence = null })];
        Options = options with { Presence = calibration.Floor };
    }

    /// <summary>The labels, without their thresholds.</summary>
    public IReadOnlyList<TextLabel> Labels { get; }

    /// <summary>Options that let everything through that the calibration can judge.</summary>
    public SegmentOptions Options { get; }

    /// <summary>Instances with probabilities, those below the thresholds left out.</summary>
    public LabelledImage Judge(LabelledImage found)
    {
        Instance[] kept = [.. found.Instances.Select(WithProbability).OfType<Instance>()];
        HashSet<string> present = [.. kept.Select(instance => instance.Label)];
        return found with
        {
            Instances = kept,
            Presence = [.. found.Presence.Select(label => label with { IsPresent = present.Contains(label.Label) })],
        };
    }

    private Instance? WithProbability(Instance instance)
    {
        (double threshold, bool isPointedAt) = _asked[instance.Label];
        if (isPointedAt && instance.Parts.Presence is null or 1.0)
        {
            return instance;
        }

        double probability = _calibration.ProbabilityOf(instance.Label, instance.Parts.Uncalibrated);
        return probability >= threshold ? instance with { Parts = instance.Parts with { Probability = probability } } : null;
    }
}
