namespace ClipSurgery;

/// <summary>How well a mask candidate covers what a text's map points at.</summary>
internal static class MapAgreement
{
    /// <summary>
    /// Share of the map's range from which a place belongs to the text's region. Mean IoU of bench/Quality with the context none and
    /// default: .45 gives .644 and .678, .55 .651 and .681, .65 .656 and .680, .75 .655 and .673.
    /// </summary>
    private const float RegionThreshold = 0.65f;

    /// <summary>IoU, 0 to 1, of the candidate and the map's region in the candidate's low-resolution frame.</summary>
    public static double Measure(SimilarityMap map, MaskCandidate candidate)
    {
        int width = candidate.ValidWidth;
        int height = candidate.ValidHeight;
        float[] region = map.Resize(width, height);
        int intersection = 0;
        int union = 0;
        for (int y = 0; y < height; y++)
        {
            ReadOnlySpan<float> logits = candidate.LogitRow(y);
            for (int x = 0; x < width; x++)
            {
                bool inMask = logits[x] > 0;
                bool inRegion = region[y * width + x] >= RegionThreshold;
                intersection += inMask && inRegion ? 1 : 0;
                union += inMask || inRegion ? 1 : 0;
            }
        }

        return union == 0 ? 0 : (double)intersection / union;
    }
}
