using System.Numerics.Tensors;

namespace ClipSurgery;

/// <summary>The segmentation of one picture by texts.</summary>
internal sealed class PictureSegmentation
{
    /// <summary>Share of the threshold below which the best mask at a map's highest place tells that the label is absent.</summary>
    private const double HopelessShare = 0.25;

    private readonly ClipModel _clip;
    private readonly SamImage _sam;
    private readonly RgbImage _image;
    private readonly IReadOnlyList<string> _texts;
    private readonly SegmentOptions _options;
    private readonly InstanceFinderSettings _settings;

    public PictureSegmentation(
        ClipModel clip, SamImage sam, RgbImage image, IReadOnlyList<string> texts, SegmentOptions options, InstanceFinderSettings settings)
    {
        _clip = clip;
        _sam = sam;
        _image = image;
        _texts = texts;
        _options = options;
        _settings = settings;
    }

    public LabelledImage Run(CancellationToken cancellationToken)
    {
        bool one = _options.Instances == InstanceMode.One || _options.HasPromptByHand;
        bool gated = _options.Presence > 0;
        TextEvidence? evidence = one && !gated ? null : new TextEvidence(_clip, _image, _texts, Contrast(cancellationToken), cancellationToken);
        IReadOnlyList<SimilarityMap> oneMaps = one ? _clip.Locate(_image, _texts, _options.Context, cancellationToken) : [];
        List<Instance> instances = [];
        List<(string Label, double Probability)> presence = [];
        for (int text = 0; text < _texts.Count; text++)
        {
            SimilarityMap? map = evidence?.Map(text);

            // The geometric mean of this and of a second look, which is 1 at most, is what counts in the end.
            double atMost = gated ? Math.Sqrt(TensorPrimitives.Max(map!.Values)) : 1;
            IReadOnlyList<Instance> offered =
                atMost < _options.Presence ? []
                : one ? FindOne(text, oneMaps[text], map, evidence, cancellationToken)
                : FindAll(text, map!, evidence!, cancellationToken);
            Instance[] kept = [.. offered.Where(IsKept).OrderByDescending(instance => instance.Score)];
            instances.AddRange(kept);
            if (gated)
            {
                double probability = atMost < _options.Presence ? atMost : offered.Max(instance => instance.Parts.Presence) ?? 0;
                presence.Add((_texts[text], probability));
            }
        }

        IReadOnlyList<string> truncated = _clip.Embed(_texts, cancellationToken).TruncatedTexts;
        IReadOnlyList<Instance> settled = gated ? RivalLabels.Settle(instances) : instances;
        HashSet<string> found = [.. settled.Select(instance => instance.Label)];
        return new LabelledImage(
            _image.Width,
            _image.Height,
            settled,
            [.. presence.Select(label => new LabelPresence(label.Label, label.Probability, found.Contains(label.Label)))],
            truncated);
    }

    /// <summary>Look-alikes that were named, and the background.</summary>
    private string[] Contrast(CancellationToken cancellationToken)
    {
        string[] named = [.. _options.Not.Except(_texts, StringComparer.OrdinalIgnoreCase).Distinct(StringComparer.OrdinalIgnoreCase)];
        return [.. named, .. BackgroundTexts.For(_clip, [.. _texts, .. named], cancellationToken)];
    }

    private bool IsKept(Instance instance) =>
        (instance.Parts.Presence ?? 1) >= _options.Presence
        && instance.Mask.Area >= _options.MinimumArea * _image.Width * _image.Height;

    private IReadOnlyList<Instance> FindOne(
        int text, SimilarityMap map, SimilarityMap? probabilities, TextEvidence? evidence, CancellationToken cancellationToken)
    {
        Instance? instance = OnePrompt.Segment(_sam, _texts[text], map, _options, cancellationToken);
        if (instance is null || evidence is null || probabilities is null)
        {
            return instance is null ? [] : [instance];
        }

        float[] coverage = MaskCoverage.Measure(
            instance.Mask, 0, 0, _image.Width, _image.Height, probabilities.GridWidth, probabilities.GridHeight);
        double inside = TensorPrimitives.Dot(probabilities.Values, coverage);
        double presence = Math.Sqrt(inside * evidence.LookAgain(text, instance.Mask, cancellationToken));
        return [instance with { Parts = instance.Parts with { Presence = presence } }];
    }

    private List<Instance> FindAll(int text, SimilarityMap map, TextEvidence evidence, CancellationToken cancellationToken)
    {
        InstanceFinder finder = new(_sam, map, _settings);
        if (_options.Presence > 0 && finder.Probe(cancellationToken) is { Mask.IsEmpty: false } probe)
        {
            Instance only = ToInstance(_texts[text], probe, Presence(probe));
            if (only.Parts.Presence < HopelessShare * _options.Presence)
            {
                return [only];
            }
        }

        List<Instance> instances = [];
        foreach (FoundInstance found in finder.Find(cancellationToken))
        {
            if (!found.Mask.IsEmpty)
            {
                instances.Add(ToInstance(_texts[text], found, _options.Presence > 0 ? Presence(found) : null));
            }
        }

        return instances;

        double Presence(FoundInstance found) => Math.Sqrt(found.Probability * evidence.LookAgain(text, found.Mask, cancellationToken));
    }

    private Instance ToInstance(string label, FoundInstance found, double? presence)
    {
        ScoreParts parts = ScoreParts.Of(found.Candidate, presence, found.MapAgreement);
        Instance instance = new() { Label = label, Mask = found.Mask, Parts = parts, Prompt = found.Prompt };
        if (!_options.KeepCandidates || !IsKept(instance))
        {
            return instance;
        }

        IEnumerable<ScoredMask> others =
            found.Offered.Select(other => new ScoredMask(other.ToMask(), ScoreParts.Of(other), IsChosen: false));
        return instance with
        {
            Candidates = [new ScoredMask(found.Mask, parts, IsChosen: true), .. others],
            Region = found.Region(),
        };
    }
}
