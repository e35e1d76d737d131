namespace ClipSurgery.Tests;

/// <summary>
/// Reads a ring as tools do that draw it in whole pixels: corners are cut to integers, edges are drawn, and the inside is filled.
/// It shares nothing with the library.
/// </summary>
internal static class DrawnPixels
{
    /// <summary>As labelme's shape_to_mask: <c>ImageDraw.polygon(xy, outline=1, fill=1)</c>.</summary>
    public static Mask AsLabelMe(int width, int height, double[] ring) => Draw(width, height, ring);

    /// <summary>As Ultralytics: the outline is resampled to a thousand points or more, and goes through <c>cv2.fillPoly</c>.</summary>
    public static Mask AsUltralytics(int width, int height, double[] ring)
    {
        const int Samples = 1000;
        int corners = ring.Length / 2;
        int each = Math.Max(1, Samples / corners);
        List<double> dense = [];
        for (int i = 0; i < corners; i++)
        {
            int next = (i + 1) % corners;
            for (int step = 0; step < each; step++)
            {
                dense.Add(ring[2 * i] + (ring[2 * next] - ring[2 * i]) * step / each);
                dense.Add(ring[2 * i + 1] + (ring[2 * next + 1] - ring[2 * i + 1]) * step / each);
            }
        }

        return Draw(width, height, [.. dense]);
    }

    private static Mask Draw(int width, int height, double[] ring)
    {
        double[] cut = [.. ring.Select(Math.Truncate)];
        // The pixel (x, y) of a drawing tool has its middle at (x, y).
        byte[] pixels = PixelCentres.EvenOdd(width, height, [.. cut.Select(value => value + 0.5)]).ToBitmap();
        for (int i = 0; i < cut.Length; i += 2)
        {
            int next = (i + 2) % cut.Length;
            int steps = (int)Math.Max(1, Math.Max(Math.Abs(cut[next] - cut[i]), Math.Abs(cut[next + 1] - cut[i + 1])));
            for (int step = 0; step <= steps; step++)
            {
                int x = (int)Math.Round(cut[i] + (cut[next] - cut[i]) * step / steps);
                int y = (int)Math.Round(cut[i + 1] + (cut[next + 1] - cut[i + 1]) * step / steps);
                pixels[y * width + x] = 1;
            }
        }

        return Mask.FromBitmap(width, height, pixels);
    }
}
