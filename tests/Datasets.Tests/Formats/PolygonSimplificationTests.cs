namespace ClipSurgery.Tests;

public class PolygonSimplificationTests
{
    [Fact]
    public void The_stairs_of_a_large_disc_become_lines()
    {
        Mask disc = Disc(80);
        IReadOnlyList<double[]> stairs = disc.ToPolygons();

        double[] simple = Assert.Single(PolygonSimplification.Simplify(stairs, disc.Area));

        Assert.InRange(simple.Length, 6, stairs[0].Length / 6);
        Assert.InRange(Mask.FromPolygons(disc.Width, disc.Height, [simple]).IoU(disc), 0.98, 1);
        Assert.InRange(PixelCentres.EvenOdd(disc.Width, disc.Height, simple).IoU(disc), 0.98, 1);
    }

    [Fact]
    public void A_small_disc_keeps_every_corner()
    {
        Mask disc = Disc(8);

        Assert.Equal(disc.ToPolygons(), PolygonSimplification.Simplify(disc.ToPolygons(), disc.Area));
    }

    [Fact]
    public void A_step_of_three_pixels_stays()
    {
        double[] ring = [100, 0, 100, 90, 50, 90, 50, 93, 0, 93, 0, 0];

        Assert.Equal(ring.Length, Assert.Single(PolygonSimplification.Simplify([ring], 9150)).Length);
    }

    [Fact]
    public void A_ring_that_would_become_a_line_stays()
    {
        double[] speck = [1, 0, 1, 1, 0, 1, 0, 0];

        Assert.Equal(speck, Assert.Single(PolygonSimplification.Simplify([speck], 10000)));
    }

    private static Mask Disc(int radius)
    {
        int size = 2 * radius + 1;
        byte[] pixels = new byte[size * size];
        for (int i = 0; i < pixels.Length; i++)
        {
            int x = i % size - radius;
            int y = i / size - radius;
            pixels[i] = x * x + y * y <= radius * radius ? (byte)1 : (byte)0;
        }

        return Mask.FromBitmap(size, size, pixels);
    }
}
