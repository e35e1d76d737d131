namespace ClipSurgery;

/// <summary>How well a mask candidate covers what a text's map points at.</summary>
internal sealed class MapAgreement
{
    /// <summary>
    /// Share of the map's range from which a place belongs to the text's region. Mean IoU of bench/Quality with the context none
    /// and default: .45 gives .644 and .678, .55 .651 and .681, .65 .656 and .680, .75 .655 and .673.
    /// </summary>
    private const float RegionThreshold = 0.65f;

    private readonly LowMask _region;

    /// <param name="map">The text's map.</param>
    /// <param name="width">Columns of a candidate's logits that the picture covers.</param>
    /// <param name="height">Rows of a candidate's logits that the picture covers.</param>
    public MapAgreement(SimilarityMap map, int width, int height) =>
        _region = LowMask.FromField(map.Resize(width, height), width, height, RegionThreshold);

    /// <summary>IoU, 0 to 1, of the candidate and the map's region in the candidate's low-resolution frame.</summary>
    public double Measure(MaskCandidate candidate) => _region.IoU(LowMask.FromCandidate(candidate));

    /// <summary>The map's region in a picture's pixels; null where it is empty.</summary>
    public static Mask? Region(SimilarityMap map, int width, int height)
    {
        Mask region = new BilinearRows(map.Normalize(), map.GridWidth, map.GridWidth, map.GridHeight, width, height).ToMask(RegionThreshold);
        return region.IsEmpty ? null : region;
    }
}
