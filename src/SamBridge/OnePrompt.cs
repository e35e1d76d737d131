namespace ClipSurgery;

/// <summary>
/// The paper's way (section 3.4): one prompt a text, one mask. Of the masks that SAM offers the one that agrees best with the map
/// is taken rather than the one that SAM itself thinks best; without a map the latter.
/// </summary>
internal static class OnePrompt
{
    /// <param name="image">The picture.</param>
    /// <param name="label">What the instance is called.</param>
    /// <param name="map">The text's map; null where the prompt is by hand alone.</param>
    /// <param name="pointsByHand">Points that join those of the map.</param>
    /// <param name="box">A box by hand.</param>
    /// <param name="options">Threshold, candidates.</param>
    /// <param name="cancellationToken">Ends a running inference.</param>
    /// <returns>The instance, without presence; null where the map is flat or the mask empty.</returns>
    public static Instance? Segment(
        SamImage image,
        string label,
        SimilarityMap? map,
        IReadOnlyList<PromptPoint> pointsByHand,
        BoxXywh? box,
        SegmentOptions options,
        CancellationToken cancellationToken)
    {
        IReadOnlyList<PromptPoint> points = map is null
            ? []
            : TextToPoints.Plan(map.Values, map.GridWidth, map.GridHeight, image.Width, image.Height, options.PointThreshold);
        MaskPrompt prompt = new([.. points, .. pointsByHand], box);
        if (prompt.Points.Count == 0 && prompt.Box is null)
        {
            return null;
        }

        IReadOnlyList<MaskCandidate> candidates = image.Predict(prompt, cancellationToken);
        MapAgreement? agreement = map is null ? null : new MapAgreement(map, candidates[0].ValidWidth, candidates[0].ValidHeight);
        ScoreParts[] parts = [.. candidates.Select(candidate => ScoreParts.Of(candidate, mapAgreement: agreement?.Measure(candidate)))];
        int chosen = 0;
        for (int i = 1; i < parts.Length; i++)
        {
            if ((parts[i].MapAgreement ?? parts[i].PredictedIou) > (parts[chosen].MapAgreement ?? parts[chosen].PredictedIou))
            {
                chosen = i;
            }
        }

        Mask mask = candidates[chosen].ToMask();
        Instance? instance = mask.IsEmpty ? null : new Instance
        {
            Label = label,
            Mask = mask,
            Parts = parts[chosen],
            Prompt = prompt,
            Candidates = options.KeepCandidates
                ? [.. candidates.Select((candidate, i) => new ScoredMask(i == chosen ? mask : candidate.ToMask(), parts[i], i == chosen))]
                : [],
            Region = options.KeepCandidates && map is not null ? MapAgreement.Region(map, image.Width, image.Height) : null,
        };
        foreach (MaskCandidate candidate in candidates)
        {
            candidate.Return();
        }

        return instance;
    }
}
