namespace ClipSurgery;

/// <summary>
/// OpenCV's <c>COLORMAP_JET</c>, GNU Octave's "jet": 256 colours from dark blue over cyan and yellow to dark red. Equal in all
/// places to OpenCV's source (<c>modules/imgproc/src/colormap.cpp</c>) recomputed in single precision.
/// </summary>
internal static class JetColorMap
{
    /// <summary>256 colours, R, G, B each.</summary>
    public static ReadOnlySpan<byte> Colors => Table;

    private static readonly byte[] Table = Build();

    private static byte[] Build()
    {
        byte[] colors = new byte[256 * 3];
        for (int i = 0; i < 256; i++)
        {
            colors[i * 3] = Tent(i, centre: 765);
            colors[(i * 3) + 1] = Tent(i, centre: 510);
            colors[(i * 3) + 2] = Tent(i, centre: 255);
        }

        // OpenCV computes in single precision, and in this one of the 768 places 1.5 falls just below the tie.
        colors[(159 * 3) + 2] = 1;
        return colors;
    }

    // A channel is a tent over the index, cut off at full: 1.5 − |4 i/255 − centre/255|, times 255. Ties go to the even number.
    private static byte Tent(int index, int centre) =>
        (byte)Math.Clamp(Math.Round(382.5 - Math.Abs((4 * index) - centre), MidpointRounding.ToEven), 0, 255);
}
