namespace ClipSurgery;

/// <summary>
/// Text in, masks out: CLIP Surgery maps become points (the paper's Text2Points), the points prompt a SAM model, and of its candidates
/// the one that agrees best with the map is taken. Holds no state of its own: may be used by several threads at once.
/// </summary>
/// <param name="clip">The CLIP model; the caller disposes it.</param>
/// <param name="sam">The SAM model; the caller disposes it.</param>
public sealed class TextSegmenter(ClipModel clip, SamModel sam)
{
    /// <summary>Segments a picture. It is encoded once by each model, whatever the number of texts.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="texts">What to look for, without duplicates. May be empty where the options hold a point or a box.</param>
    /// <param name="options">Context, threshold, prompts by hand.</param>
    /// <param name="cancellationToken">Ends a running inference.</param>
    /// <returns>At most one instance a text; a text whose map is flat or whose mask is empty has none.</returns>
    /// <exception cref="ArgumentException">There is neither a text nor a prompt, or a prompt lies outside the picture.</exception>
    public LabelledImage Segment(
        RgbImage image, IReadOnlyList<string> texts, SegmentOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new SegmentOptions();
        if (texts.Count == 0 && options.Points.Count == 0 && options.Box is null)
        {
            throw new ArgumentException("Nothing to segment: give a text, a point or a box.", nameof(texts));
        }

        using SamImage encoded = sam.Encode(image, cancellationToken);
        if (texts.Count == 0)
        {
            Instance? byHand = Choose(encoded, "object", null, new MaskPrompt(options.Points, options.Box), options, cancellationToken);
            return new LabelledImage(image.Width, image.Height, byHand is null ? [] : [byHand], []);
        }

        List<Instance> instances = [];
        foreach (SimilarityMap map in clip.Locate(image, texts, options.Context, cancellationToken))
        {
            IReadOnlyList<PromptPoint> points =
                TextToPoints.Plan(map.Values, map.GridWidth, map.GridHeight, image.Width, image.Height, options.PointThreshold);
            MaskPrompt prompt = new([.. points, .. options.Points], options.Box);
            if ((prompt.Points.Count > 0 || prompt.Box is not null)
                && Choose(encoded, map.Text, map, prompt, options, cancellationToken) is { } instance)
            {
                instances.Add(instance);
            }
        }

        return new LabelledImage(image.Width, image.Height, instances, clip.Embed(texts, cancellationToken).TruncatedTexts);
    }

    private static Instance? Choose(
        SamImage image, string label, SimilarityMap? map, MaskPrompt prompt, SegmentOptions options, CancellationToken cancellationToken)
    {
        IReadOnlyList<MaskCandidate> candidates = image.Predict(prompt, cancellationToken);
        MapAgreement? agreementWithMap = map is null ? null : new MapAgreement(map, candidates[0].ValidWidth, candidates[0].ValidHeight);
        ScoreParts[] parts = [.. candidates.Select(candidate => Score(candidate, agreementWithMap))];
        int chosen = 0;
        for (int i = 1; i < parts.Length; i++)
        {
            if ((parts[i].MapAgreement ?? parts[i].PredictedIou) > (parts[chosen].MapAgreement ?? parts[chosen].PredictedIou))
            {
                chosen = i;
            }
        }

        Mask mask = candidates[chosen].ToMask();
        if (mask.IsEmpty)
        {
            return null;
        }

        return new Instance
        {
            Label = label,
            Mask = mask,
            Score = parts[chosen].MapAgreement is { } agreement ? Math.Sqrt(agreement * parts[chosen].PredictedIou) : parts[chosen].PredictedIou,
            Parts = parts[chosen],
            Prompt = prompt,
            Candidates = options.KeepCandidates
                ? [.. candidates.Select((candidate, i) => new ScoredMask(i == chosen ? mask : candidate.ToMask(), parts[i], i == chosen))]
                : [],
        };
    }

    private static ScoreParts Score(MaskCandidate candidate, MapAgreement? map) => new(
        map?.Measure(candidate),
        Math.Clamp(candidate.PredictedIou, 0, 1),
        candidate.Stability);
}
