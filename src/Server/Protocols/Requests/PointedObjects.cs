namespace ClipSurgery;

/// <summary>
/// What a person pointed at, without a text. Clicks and one box together mean one object, however many they are: so a mask is
/// mended by more clicks. Several boxes mean an object each, and a click belongs to the box that it lies in.
/// </summary>
internal static class PointedObjects
{
    /// <summary>The masks that are pointed at; a prompt that gives no mask is left out.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="label">What they are called.</param>
    /// <param name="points">Points in the picture.</param>
    /// <param name="boxes">Boxes in the picture.</param>
    /// <param name="cancellationToken">Ends a running inference.</param>
    /// <exception cref="ArgumentException">Nothing is pointed at.</exception>
    public static IReadOnlyList<Instance> Find(
        IEncodedPicture picture,
        string label,
        IReadOnlyList<PromptPoint> points,
        IReadOnlyList<BoxXywh> boxes,
        CancellationToken cancellationToken) =>
        [.. PromptsOf(points, boxes).Select(prompt => Best(picture, label, prompt, cancellationToken)).OfType<Instance>()];

    /// <summary>The prompts for the model, one an object.</summary>
    private static IEnumerable<MaskPrompt> PromptsOf(IReadOnlyList<PromptPoint> points, IReadOnlyList<BoxXywh> boxes)
    {
        if (boxes.Count == 0 && !points.Any(point => point.IsPositive))
        {
            throw new ArgumentException("Nothing is pointed at; give a positive point or a box.");
        }

        if (boxes.Count <= 1)
        {
            return [new MaskPrompt(points, boxes.Count == 1 ? boxes[0] : null)];
        }

        PromptPoint[] outside = [.. points.Where(point => !boxes.Any(box => HandPrompts.Contains(box, point.Point)))];
        IEnumerable<MaskPrompt> boxed = boxes.Select(
            box => new MaskPrompt([.. points.Where(point => HandPrompts.Contains(box, point.Point))], box));
        return outside.Any(point => point.IsPositive) ? [.. boxed, new MaskPrompt(outside)] : boxed;
    }

    /// <summary>The mask that the model itself thinks best.</summary>
    private static Instance? Best(IEncodedPicture picture, string label, MaskPrompt prompt, CancellationToken cancellationToken)
    {
        IReadOnlyList<MaskCandidate> candidates = picture.Predict(prompt, cancellationToken);
        MaskCandidate best = candidates.MaxBy(candidate => candidate.PredictedIou)!;
        Instance instance = new() { Label = label, Mask = best.ToMask(), Parts = ScoreParts.Of(best), Prompt = prompt };
        foreach (MaskCandidate candidate in candidates)
        {
            candidate.Return();
        }

        return instance.Mask.IsEmpty ? null : instance;
    }
}
