namespace ClipSurgery;

/// <summary>A region of a map as a mask of the picture.</summary>
internal static class MapRegion
{
    /// <summary>
    /// Resizes the map first and compares with the threshold then, so that the outline is smooth; other regions stay outside.
    /// </summary>
    /// <param name="field">The map, <c>[region.Height · region.Width]</c>.</param>
    /// <param name="region">One component of the places that reach the threshold.</param>
    /// <param name="threshold">The threshold, above 0.</param>
    /// <param name="width">Width of the picture in pixels.</param>
    /// <param name="height">Height of the picture in pixels.</param>
    public static Mask ToMask(ReadOnlySpan<float> field, LowMask region, float threshold, int width, int height)
    {
        float justBelow = MathF.BitDecrement(threshold);
        float[] alone = new float[field.Length];
        for (int i = 0; i < alone.Length; i++)
        {
            alone[i] = region.Contains(i) ? field[i] : Math.Min(field[i], justBelow);
        }

        return new BilinearRows(alone, region.Width, region.Width, region.Height, width, height).ToMask(threshold);
    }
}
