namespace ClipSurgery;

/// <summary>What is left of an annotation where a pixel belongs to one object only.</summary>
/// <param name="Annotation">The annotation.</param>
/// <param name="Mask">Its pixels that no surer one has taken.</param>
internal readonly record struct VisibleMask(CocoAnnotation Annotation, Mask Mask)
{
    /// <summary>
    /// Gives each pixel to the surest annotation on it: the one with the higher score, the earlier one among equals. One without
    /// a score comes from a person and is surer than any other; a crowd gives way to single objects.
    /// </summary>
    /// <returns>The annotations that are left some pixels, in the order that they came in.</returns>
    public static IReadOnlyList<VisibleMask> Of(IReadOnlyList<CocoAnnotation> annotations)
    {
        VisibleMask?[] visible = new VisibleMask?[annotations.Count];
        Mask? taken = null;
        foreach (int place in Enumerable.Range(0, annotations.Count)
            .OrderBy(place => annotations[place].IsCrowd)
            .ThenByDescending(place => annotations[place].Score ?? double.PositiveInfinity))
        {
            CocoAnnotation annotation = annotations[place];
            Mask mask = taken is null ? annotation.Mask : annotation.Mask.Subtract(taken);
            taken = taken?.Union(annotation.Mask) ?? annotation.Mask;
            visible[place] = mask.IsEmpty ? null : new VisibleMask(annotation, mask);
        }

        return [.. visible.OfType<VisibleMask>()];
    }

    /// <summary>Writes a value to the mask's pixels.</summary>
    /// <param name="pixels"><c>height × width</c> pixels, row-major from the top left.</param>
    /// <param name="value">The value.</param>
    public void Paint<T>(Span<T> pixels, T value)
    {
        int position = 0;
        for (int run = 0; run < Mask.Counts.Length; run++)
        {
            int end = position + Mask.Counts[run];
            for (; (run & 1) == 1 && position < end; position++)
            {
                (int x, int y) = Math.DivRem(position, Mask.Height);
                pixels[y * Mask.Width + x] = value;
            }

            position = end;
        }
    }
}
