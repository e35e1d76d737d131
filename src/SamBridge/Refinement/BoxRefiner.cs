namespace ClipSurgery;

/// <summary>
/// Rough outlines in, masks out, with a SAM model alone. It is asked by the box, and by the box and a point inside; of all masks that it
/// offers the one is taken that fills the box best and that the model itself thinks well of. Holds no state of its own: may be used by
/// several threads at once.
/// </summary>
/// <param name="sam">The SAM model; the caller disposes it.</param>
public sealed class BoxRefiner(SamModel sam)
{
    /// <summary>
    /// The agreement with the box below which a mask is of something else. Boxes drawn 20 % too large or too small agree better
    /// (docs/refine.md).
    /// </summary>
    private const double LeastAgreement = 0.4;

    /// <summary>Objects that the model is asked about together, where it takes several prompts at once.</summary>
    private const int AtOnce = 4;

    /// <summary>Masks are compared with boxes at this length of the picture's longer side at most, which large pictures gain time by.</summary>
    private const int MostCompared = 1024;

    /// <summary>
    /// How far a mask may reach out of the box, in sides of the box. Specks beyond would make the object's own box anything.
    /// </summary>
    private const double Reach = 0.25;

    /// <summary>Where an object is asked by points beside the middle, where the model takes no box: in shares of the box.</summary>
    private static readonly (double X, double Y)[] PointsAround = [(0.3, 0.5), (0.7, 0.5), (0.5, 0.3), (0.5, 0.7)];

    /// <summary>A mask for each object of a picture, in their order.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="objects">The objects; there may be none.</param>
    /// <param name="cancellationToken">Ends a running inference.</param>
    /// <exception cref="ArgumentException">A box does not lie inside the picture, or a mask is of another size or empty.</exception>
    public IReadOnlyList<RefinedObject> Refine(
        RgbImage image, IReadOnlyList<RoughObject> objects, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(objects);
        if (objects.Any(rough => rough.Loose is { } mask && (mask.Width != image.Width || mask.Height != image.Height || mask.IsEmpty)))
        {
            throw new ArgumentException("A loose mask is empty, or of another size than the picture.", nameof(objects));
        }

        if (objects.Count == 0)
        {
            return [];
        }

        using SamImage encoded = sam.Encode(image, cancellationToken);
        return [.. objects.Chunk(AtOnce).SelectMany(some => Refine(encoded, some, cancellationToken))];
    }

    private IEnumerable<RefinedObject> Refine(SamImage image, RoughObject[] objects, CancellationToken cancellationToken)
    {
        IReadOnlyList<MaskPrompt>[] prompts = [.. objects.Select(Prompts)];

        // Prompts of one form side by side, which is what models take together.
        (int Object, MaskPrompt Prompt)[] asked =
        [
            .. Enumerable.Range(0, prompts[0].Count).SelectMany(way => prompts.Select((ways, index) => (index, ways[way]))),
        ];
        IReadOnlyList<IReadOnlyList<MaskCandidate>> answers = image.Predict([.. asked.Select(one => one.Prompt)], cancellationToken);
        ILookup<int, MaskCandidate> candidates = asked.Zip(answers)
            .SelectMany(pair => pair.Second.Select(candidate => (pair.First.Object, candidate)))
            .ToLookup(pair => pair.Object, pair => pair.candidate);
        for (int i = 0; i < objects.Length; i++)
        {
            yield return Choose(image, objects[i], candidates[i]);
        }
    }

    /// <summary>The same number for every object, and each at its place of the same form.</summary>
    private IReadOnlyList<MaskPrompt> Prompts(RoughObject rough)
    {
        BoxXywh box = rough.Box;
        ImagePoint inside = rough.Loose is { } loose ? DeepestPoint.Of(loose) : Place(0.5, 0.5);
        PromptPoint point = new(inside, IsPositive: true);
        if (!sam.PromptLimits.TakesPoints)
        {
            return [new MaskPrompt([], box)];
        }

        if (sam.PromptLimits.TakesBoxes)
        {
            return [new MaskPrompt([], box), new MaskPrompt([point], box)];
        }

        IEnumerable<PromptPoint> around = PointsAround.Select(place => new PromptPoint(Place(place.X, place.Y), IsPositive: true));
        return [new MaskPrompt([point]), new MaskPrompt([point, .. around])];

        ImagePoint Place(double x, double y) => new((float)(box.X + (x * box.Width)), (float)(box.Y + (y * box.Height)));
    }

    private static RefinedObject Choose(SamImage image, RoughObject rough, IEnumerable<MaskCandidate> candidates)
    {
        double scale = Math.Min(1, (double)MostCompared / Math.Max(image.Width, image.Height));
        (int width, int height) = (Math.Max(1, (int)(scale * image.Width)), Math.Max(1, (int)(scale * image.Height)));
        BoxXywh box = new(
            rough.Box.X * width / image.Width,
            rough.Box.Y * height / image.Height,
            rough.Box.Width * width / image.Width,
            rough.Box.Height * height / image.Height);
        (MaskCandidate best, double agreement, double predicted) = candidates
            .Select(candidate => (
                candidate, BoxAgreement.Measure(candidate.ToMask(width, height), box), (double)Math.Clamp(candidate.PredictedIou, 0, 1)))
            .MaxBy(one => one.Item2 * one.Item3);
        Mask mask = best.ToMask().Intersect(RectangleMask.Of(image.Width, image.Height, Grow(rough.Box)));
        bool keepsOutline = agreement < LeastAgreement || mask.IsEmpty;
        RefinedObject chosen = new()
        {
            Mask = keepsOutline ? rough.Loose ?? RectangleMask.Of(image.Width, image.Height, rough.Box) : mask,
            KeptOutline = keepsOutline,
            BoxAgreement = agreement,
            PredictedIou = predicted,
            Stability = best.Stability,
        };
        foreach (MaskCandidate candidate in candidates)
        {
            candidate.Return();
        }

        return chosen;
    }

    private static BoxXywh Grow(BoxXywh box) => new(
        box.X - (Reach * box.Width), box.Y - (Reach * box.Height), (1 + (2 * Reach)) * box.Width, (1 + (2 * Reach)) * box.Height);
}
