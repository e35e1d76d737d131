using System.Numerics.Tensors;

namespace ClipSurgery;

/// <summary>The segmentation of one picture by labels, each of which one text or several find.</summary>
internal sealed class PictureSegmentation
{
    /// <summary>Share of the threshold below which the best mask at a map's highest place tells that the label is absent.</summary>
    private const double HopelessShare = 0.5;

    /// <summary>
    /// Greatest height of anything below which a picture shows nothing that the model recognises. One in a hundred of emoji-dev has less, and
    /// two thirds of the same pictures drawn with ink (docs/quality.md).
    /// </summary>
    internal const float Recognised = 3.8f;

    /// <summary>Labels that somebody asks for by name rather than offers to choose from.</summary>
    private const int FewLabels = 5;

    private readonly ClipModel _clip;
    private readonly ClipEncodedPicture _picture;
    private readonly RgbImage _image;
    private readonly IReadOnlyList<TextLabel> _labels;
    private readonly string[] _texts;
    private readonly SegmentOptions _options;
    private readonly LearnedClass?[] _learned;
    private readonly EvidenceSettings _evidenceSettings;
    private readonly InstanceFinderSettings _settings;
    private readonly bool _isGated;

    public PictureSegmentation(
        ClipModel clip,
        ClipEncodedPicture picture,
        IReadOnlyList<TextLabel> labels,
        SegmentOptions options,
        Adaptation? adaptation,
        EvidenceSettings evidenceSettings,
        InstanceFinderSettings settings)
    {
        _clip = clip;
        _picture = picture;
        _image = picture.Image;
        _labels = labels;
        _texts = [.. labels.SelectMany(label => label.Texts)];
        _options = options;
        _learned = [.. labels.SelectMany(label => label.Texts.Select(_ => adaptation?.Find(label.Name)))];
        _evidenceSettings = evidenceSettings;
        _settings = settings;
        _isGated = labels.Any(label => Threshold(label) > 0);
        if (clip.Method?.Gradient is not null && options.Instances != InstanceMode.One)
        {
            throw new ClipSurgeryException(
                $"Method {clip.Method.Name} makes one map for each text, in which instances cannot be told apart; expected one mask for each text.");
        }
    }

    public LabelledImage Run(CancellationToken cancellationToken)
    {
        bool one = _options.Instances == InstanceMode.One;
        TextEvidence? evidence = one && !_isGated && !_learned.Any(learned => learned is { Weight: > 0 })
            ? null
            : new TextEvidence(
                _clip,
                _picture.Views(cancellationToken),
                _texts,
                Contrast(),
                new TextGroups(_labels.Select(label => label.Texts.Count)),
                _learned,
                _evidenceSettings,
                cancellationToken);
        SimilarityMap[] oneMaps = one ? [.. Locate(_texts, evidence, cancellationToken)] : [];
        for (int i = 0; i < oneMaps.Length; i++)
        {
            // The paper's maps know nothing of what was learned.
            oneMaps[i] = _learned[i] is { Weight: > 0 } ? evidence!.Map(i) : oneMaps[i];
        }

        List<Instance> instances = [];
        List<(string Label, double Probability)> presence = [];
        int text = 0;
        foreach (TextLabel label in _labels)
        {
            HandPrompts byHand = new(() => _picture.Sam(cancellationToken), label, _options, cancellationToken);
            if (label.Texts.Count == 0)
            {
                instances.AddRange(byHand.Ask());
                continue;
            }

            List<Instance> kept = [];
            double probability = 0;
            for (int end = text + label.Texts.Count; text < end; text++)
            {
                SimilarityMap? map = evidence?.Map(text);

                // A label that reaches its threshold in no patch is not worth a prompt.
                double highest = _isGated ? MapPresence(map!) : 1;
                bool isHopeless = highest < Threshold(label) && !(one && label.IsPointedAt);
                IReadOnlyList<Instance> offered =
                    isHopeless ? []
                    : one ? FindOne(label, text, oneMaps[text], map, evidence, cancellationToken)
                    : FindAll(label, text, map!, evidence!, cancellationToken);
                kept.AddRange(offered.Where(instance => IsKept(label, instance)));
                double? reached = isHopeless ? highest : offered.Max(instance => instance.Parts.Presence);
                probability = Math.Max(probability, reached ?? 0);
            }

            IEnumerable<Instance> ordered = kept.OrderByDescending(instance => instance.Score);
            instances.AddRange(
                label.HasPrompts && !one ? byHand.Correct([.. ordered]).OrderByDescending(instance => instance.Score) : ordered);
            if (_isGated)
            {
                presence.Add((label.Name, label.IsPointedAt ? 1 : probability));
            }
        }

        IReadOnlyList<string> truncated = _clip.Embed(_texts, cancellationToken).TruncatedTexts;
        IReadOnlyList<Instance> settled = RivalLabels.Settle(instances, amongLabels: _isGated);
        if (_options.MayGuess && _isGated && _labels.Count <= FewLabels && evidence!.Highest < Recognised && settled.All(IsOfLearned))
        {
            settled = [.. settled, .. Guess(presence, evidence, settled, cancellationToken)];
        }

        HashSet<string> found = [.. settled.Select(instance => instance.Label)];
        return new LabelledImage(
            _image.Width,
            _image.Height,
            settled,
            [.. presence.Select(label => new LabelPresence(label.Label, label.Probability, found.Contains(label.Label)))],
            truncated);
    }

    /// <summary>
    /// What the paper's recipe takes for each label, where the model recognises nothing at all in the picture and therefore cannot tell what
    /// is absent: a drawing, for one that has only seen photographs. What it has learned from drawings may have been found all the same.
    /// </summary>
    private List<Instance> Guess(
        List<(string Label, double Probability)> presence,
        TextEvidence evidence,
        IReadOnlyList<Instance> found,
        CancellationToken cancellationToken)
    {
        List<Instance> guesses = [];
        string[] texts = [.. _labels.Where(label => label.Texts.Count > 0).Select(label => label.Texts[0])];
        foreach ((int i, SimilarityMap map) in Locate(texts, evidence, cancellationToken).Index())
        {
            if (found.All(instance => instance.Label != presence[i].Label)
                && OnePrompt.Segment(_picture.Sam(cancellationToken), presence[i].Label, map, [], null, _options, cancellationToken) is { } guess && IsLargeEnough(guess))
            {
                guesses.Add(guess with { Text = texts[i], Parts = guess.Parts with { Presence = presence[i].Probability } });
            }
        }

        return guesses;
    }

    private bool IsOfLearned(Instance instance) =>
        Array.IndexOf(_texts, instance.Text) is >= 0 and int text && _learned[text] is { Weight: > 0 };

    /// <summary>The paper's maps; where there is evidence the picture is encoded already.</summary>
    private IReadOnlyList<SimilarityMap> Locate(IReadOnlyList<string> texts, TextEvidence? evidence, CancellationToken cancellationToken) =>
        evidence is null
            ? _clip.Locate(_image, texts, _options.Context, cancellationToken)
            : _clip.Locate(_image, _picture.Views(cancellationToken).Fine, texts, _options.Context, cancellationToken);

    private double Threshold(TextLabel label) => label.Presence ?? _options.Presence ?? SegmentOptions.DefaultPresence;

    /// <summary>Look-alikes that were named.</summary>
    private string[] Contrast() => [.. _options.Not.Except(_texts, DistinctTexts.Comparer)];

    private bool IsKept(TextLabel label, Instance instance) =>
        (instance.Parts.Presence ?? 1) >= Threshold(label) && IsLargeEnough(instance);

    private bool IsLargeEnough(Instance instance) => instance.Mask.Area >= _options.MinimumArea * _image.Width * _image.Height;

    private IReadOnlyList<Instance> FindOne(
        TextLabel label,
        int text,
        SimilarityMap map,
        SimilarityMap? probabilities,
        TextEvidence? evidence,
        CancellationToken cancellationToken)
    {
        BoxXywh? box = label.Boxes.Count > 0 ? label.Boxes[0] : null;
        Instance? instance = OnePrompt.Segment(_picture.Sam(cancellationToken), label.Name, map, label.Points, box, _options, cancellationToken);
        if (instance is null || evidence is null || probabilities is null)
        {
            return instance is null ? [] : [instance with { Text = _texts[text] }];
        }

        if (label.IsPointedAt)
        {
            return [HandPrompts.Confirm(instance with { Text = _texts[text] })];
        }

        float[] coverage = MaskCoverage.Measure(
            instance.Mask, 0, 0, _image.Width, _image.Height, probabilities.GridWidth, probabilities.GridHeight);
        double inside = TensorPrimitives.Dot(probabilities.Values, coverage);
        double presence = Presence(inside, evidence.LookAgain(text, instance.Mask, cancellationToken), instance.Parts.PredictedIou!.Value);
        return [instance with { Text = _texts[text], Parts = instance.Parts with { Presence = presence } }];
    }

    /// <summary>
    /// That the label is there and the mask one of a thing: where the map is wrong, SAM mostly finds nothing that it takes for an object.
    /// </summary>
    /// <param name="inside">The label's probability on the map, inside the mask.</param>
    /// <param name="again">The same in a second look at the mask.</param>
    /// <param name="predictedIou">The mask's quality.</param>
    private static double Presence(double inside, double again, double predictedIou) => Math.Sqrt(Math.Sqrt(inside * again) * predictedIou);

    /// <summary>The presence of a perfect mask that shows the label as well as the map's highest place.</summary>
    private static double MapPresence(SimilarityMap map)
    {
        float top = TensorPrimitives.Max(map.Values);
        return Presence(top, top, 1);
    }

    private List<Instance> FindAll(
        TextLabel label, int text, SimilarityMap map, TextEvidence evidence, CancellationToken cancellationToken)
    {
        using InstanceFinder finder = new(_picture.Sam(cancellationToken), map, _settings);
        FoundInstance? probe = null;
        double? probed = null;
        if (Threshold(label) > 0)
        {
            probe = finder.Probe(cancellationToken);

            // No mask there fits the map.
            if (probe is null or { Mask.IsEmpty: true })
            {
                return [];
            }

            probed = LookAgain(probe);
            if (probed < HopelessShare * Threshold(label))
            {
                return [ToInstance(label, _texts[text], probe, probed)];
            }
        }

        List<Instance> instances = [];
        foreach (FoundInstance found in finder.Find(cancellationToken))
        {
            if (!found.Mask.IsEmpty)
            {
                instances.Add(ToInstance(label, _texts[text], found, _isGated ? Recall(found) : null));
            }
        }

        return instances;

        // The probe is often one of the instances.
        double Recall(FoundInstance found) => found.Candidate == probe?.Candidate && probed is { } known ? known : LookAgain(found);

        double LookAgain(FoundInstance found) => Presence(
            found.Probability,
            evidence.LookAgain(text, found.Mask, cancellationToken),
            ScoreParts.Of(found.Candidate).PredictedIou!.Value);
    }

    private Instance ToInstance(TextLabel label, string text, FoundInstance found, double? presence)
    {
        ScoreParts parts = ScoreParts.Of(found.Candidate, presence, found.MapAgreement);
        Instance instance = new() { Label = label.Name, Text = text, Mask = found.Mask, Parts = parts, Prompt = found.Prompt };
        if (!_options.KeepCandidates || !IsKept(label, instance))
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
