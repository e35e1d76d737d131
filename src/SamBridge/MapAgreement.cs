namespace ClipSurgery;

/// <summary>How well a mask candidate covers what a text's map points at.</summary>
internal sealed class MapAgreement
{
    /// <summary>
    /// Share of the map's range from which a place belongs to the text's region. Mean IoU of bench/Quality with the context none
    /// and default: .45 gives .644 and .678, .55 .651 and .681, .65 .656 and .680, .75 .655 and .673.
    /// </summary>
    private const float RegionThreshold = 0.65f;

    private readonly float[] _map;
    private readonly int _width;
    private readonly int _height;

    /// <param name="map">The text's map.</param>
    /// <param name="width">Columns of a candidate's logits that the picture covers.</param>
    /// <param name="height">Rows of a candidate's logits that the picture covers.</param>
    public MapAgreement(SimilarityMap map, int width, int height)
    {
        _map = map.Resize(width, height);
        _width = width;
        _height = height;
    }

    /// <summary>IoU, 0 to 1, of the candidate and the map's region in the candidate's low-resolution frame.</summary>
    public double Measure(MaskCandidate candidate)
    {
        int intersection = 0;
        int union = 0;
        for (int y = 0; y < _height; y++)
        {
            ReadOnlySpan<float> logits = candidate.LogitRow(y);
            for (int x = 0; x < _width; x++)
            {
                bool inMask = logits[x] > 0;
                bool inRegion = _map[y * _width + x] >= RegionThreshold;
                intersection += inMask && inRegion ? 1 : 0;
                union += inMask || inRegion ? 1 : 0;
            }
        }

        return union == 0 ? 0 : (double)intersection / union;
    }

    /// <summary>The map's region in a picture's pixels; null where it is empty.</summary>
    public static Mask? Region(SimilarityMap map, int width, int height)
    {
        float[] resized = map.Resize(width, height);
        byte[] bitmap = new byte[resized.Length];
        for (int i = 0; i < bitmap.Length; i++)
        {
            bitmap[i] = resized[i] >= RegionThreshold ? (byte)1 : (byte)0;
        }

        Mask region = Mask.FromBitmap(width, height, bitmap);
        return region.IsEmpty ? null : region;
    }
}
