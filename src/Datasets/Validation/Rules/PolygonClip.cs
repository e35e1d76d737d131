namespace ClipSurgery;

/// <summary>Cuts rings at the border of a picture, one side after the other (Sutherland and Hodgman, 1974).</summary>
internal static class PolygonClip
{
    /// <summary>Places after the decimal point of a new corner.</summary>
    private const int Decimals = 2;

    /// <summary>True where no corner lies beyond the border.</summary>
    public static bool IsInside(double[] ring, PictureSize size)
    {
        for (int i = 0; i < ring.Length; i += 2)
        {
            if (ring[i] < 0 || ring[i] > size.Width || ring[i + 1] < 0 || ring[i + 1] > size.Height)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>What of a ring <c>[x0, y0, x1, y1, …]</c> lies in the picture; empty where nothing does.</summary>
    public static double[] Clip(double[] ring, PictureSize size)
    {
        ring = ClipSide(ring, axis: 0, limit: 0, sign: 1);
        ring = ClipSide(ring, axis: 0, limit: size.Width, sign: -1);
        ring = ClipSide(ring, axis: 1, limit: 0, sign: 1);
        ring = ClipSide(ring, axis: 1, limit: size.Height, sign: -1);
        return ring.Length >= 6 ? ring : [];
    }

    /// <summary>What of a ring lies on one side of a line.</summary>
    /// <param name="ring">The ring.</param>
    /// <param name="axis">0 for a line at an x, 1 at a y.</param>
    /// <param name="limit">Where the line is.</param>
    /// <param name="sign">1 to keep what is larger, −1 what is smaller.</param>
    private static double[] ClipSide(double[] ring, int axis, double limit, int sign)
    {
        List<double> kept = [];
        for (int i = 0; i < ring.Length; i += 2)
        {
            int before = (i + ring.Length - 2) % ring.Length;
            double distance = sign * (ring[i + axis] - limit);
            double distanceBefore = sign * (ring[before + axis] - limit);
            if (distance >= 0 != distanceBefore >= 0)
            {
                double part = distanceBefore / (distanceBefore - distance);
                double other = ring[before + 1 - axis] + (ring[i + 1 - axis] - ring[before + 1 - axis]) * part;
                other = Math.Round(other, Decimals);
                kept.AddRange(axis == 0 ? [limit, other] : [other, limit]);
            }

            if (distance >= 0)
            {
                kept.AddRange(ring[i], ring[i + 1]);
            }
        }

        return [.. kept];
    }
}
