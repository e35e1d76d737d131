namespace ClipSurgery;

/// <content>Set operations and overlap, on the runs themselves.</content>
public sealed partial class Mask
{
    /// <summary>The union of one mask or more of the same size.</summary>
    /// <exception cref="ArgumentException">There is no mask, or their sizes differ.</exception>
    public static Mask Union(IEnumerable<Mask> masks)
    {
        ArgumentNullException.ThrowIfNull(masks);
        Mask[] level = [.. masks];
        if (level.Length == 0)
        {
            throw new ArgumentException("A union needs one mask or more.", nameof(masks));
        }

        // In pairs, so that a thousand small masks cost ten passes rather than a thousand.
        for (int count = level.Length; count > 1; count = (count + 1) / 2)
        {
            for (int i = 0; i < count; i += 2)
            {
                level[i / 2] = i + 1 < count ? level[i].Union(level[i + 1]) : level[i];
            }
        }

        return level[0];
    }

    /// <summary>The pixels that are inside this mask, the other one, or both.</summary>
    /// <exception cref="ArgumentException">The sizes differ.</exception>
    public Mask Union(Mask other) => Combine(other, static (mine, theirs) => mine | theirs);

    /// <summary>The pixels that are inside both masks.</summary>
    /// <exception cref="ArgumentException">The sizes differ.</exception>
    public Mask Intersect(Mask other) => Combine(other, static (mine, theirs) => mine & theirs);

    /// <summary>The pixels that are inside this mask and outside the other one.</summary>
    /// <exception cref="ArgumentException">The sizes differ.</exception>
    public Mask Subtract(Mask other) => Combine(other, static (mine, theirs) => mine & !theirs);

    /// <summary>The number of pixels that are inside both masks.</summary>
    /// <exception cref="ArgumentException">The sizes differ.</exception>
    public long IntersectionArea(Mask other)
    {
        RequireSameSize(other);
        return RunGeometry.Overlap(Bounds, other.Bounds) ? RunPairs.CountBoth(_counts, other._counts) : 0;
    }

    /// <summary>Intersection over union, 0 to 1; 0 where both masks are empty.</summary>
    /// <exception cref="ArgumentException">The sizes differ.</exception>
    public double IoU(Mask other)
    {
        long intersection = IntersectionArea(other);
        return intersection == 0 ? 0 : (double)intersection / (Area + other.Area - intersection);
    }

    /// <summary>
    /// The share of this mask that lies inside a region, 0 to 1: what COCO takes instead of the IoU where a detection (this
    /// mask) meets a crowd (the region). 0 for an empty mask.
    /// </summary>
    /// <exception cref="ArgumentException">The sizes differ.</exception>
    public double FractionInside(Mask region)
    {
        long intersection = IntersectionArea(region);
        return intersection == 0 ? 0 : (double)intersection / Area;
    }

    private Mask Combine(Mask other, Func<bool, bool, bool> isInside)
    {
        RequireSameSize(other);
        return new Mask(Width, Height, RunPairs.Combine(_counts, other._counts, isInside));
    }

    private void RequireSameSize(Mask other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.Width != Width || other.Height != Height)
        {
            throw new ArgumentException(
                $"A mask of {Width}x{Height} cannot meet one of {other.Width}x{other.Height}.", nameof(other));
        }
    }
}
