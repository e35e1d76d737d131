namespace ClipSurgery.Tests;

/// <summary>
/// Fills a ring with the pixels whose centre lies inside, under either rule. It shares nothing with the library, which fills as
/// pycocotools does.
/// </summary>
internal static class PixelCentres
{
    public static Mask EvenOdd(int width, int height, double[] ring) => Fill(width, height, ring, winding => winding % 2 != 0);

    public static Mask NonZero(int width, int height, double[] ring) => Fill(width, height, ring, winding => winding != 0);

    private static Mask Fill(int width, int height, double[] ring, Func<int, bool> isInside)
    {
        byte[] pixels = new byte[width * height];
        for (int i = 0; i < pixels.Length; i++)
        {
            pixels[i] = isInside(Winding(ring, i % width + 0.5, i / width + 0.5)) ? (byte)1 : (byte)0;
        }

        return Mask.FromBitmap(width, height, pixels);
    }

    /// <summary>Edges that a ray to the right crosses: those that go down less those that go up.</summary>
    private static int Winding(double[] ring, double x, double y)
    {
        int winding = 0;
        (double fromX, double fromY) = (ring[^2], ring[^1]);
        for (int i = 0; i < ring.Length; i += 2)
        {
            (double toX, double toY) = (ring[i], ring[i + 1]);
            if (fromY <= y != toY <= y && Crossing(fromX, fromY, toX, toY, y) > x)
            {
                winding += toY > fromY ? 1 : -1;
            }

            (fromX, fromY) = (toX, toY);
        }

        return winding;
    }

    /// <summary>Reckoned from the upper end, so that a bridge lies in one place in both directions.</summary>
    private static double Crossing(double fromX, double fromY, double toX, double toY, double y) => fromY < toY
        ? fromX + (y - fromY) / (toY - fromY) * (toX - fromX)
        : Crossing(toX, toY, fromX, fromY, y);
}
