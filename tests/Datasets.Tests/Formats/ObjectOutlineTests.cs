using CsCheck;

namespace ClipSurgery.Tests;

public class ObjectOutlineTests
{
    /// <summary>Every reader: by pixel centres under both rules, as pycocotools, and the two that draw.</summary>
    private static readonly Func<int, int, double[], Mask>[] Readers =
    [
        PixelCentres.EvenOdd,
        PixelCentres.NonZero,
        (width, height, ring) => Mask.FromPolygons(width, height, [ring]),
        DrawnPixels.AsLabelMe,
        DrawnPixels.AsUltralytics,
    ];

    [Fact]
    public void Pixel_edges_of_one_part_are_exact_in_every_reader() =>
        (from width in Gen.Int[1, 14]
         from height in Gen.Int[1, 14]
         from density in Gen.Int[1, 9]
         from noise in Gen.Int[0, 9].Array[width * height]
         select Mask.FromBitmap(width, height, [.. noise.Select(value => value < density ? (byte)1 : (byte)0)]))
        .Where(mask => !mask.IsEmpty)
        .Sample(mask =>
        {
            foreach (double[] edges in mask.ToPolygons())
            {
                Mask part = Mask.FromPolygons(mask.Width, mask.Height, [edges]);
                double[] ring = ObjectOutline.Drawn(part, [edges], 0, rings => [.. rings])[0];
                Assert.All(Readers, read => Assert.Equal(part, read(mask.Width, mask.Height, ring)));
            }
        });

    [Theory]
    [InlineData(60, 60, 8)]
    [InlineData(90, 40, 6)]
    [InlineData(200, 150, 10)]
    public void A_large_ellipse_becomes_lines_and_keeps_an_IoU_of_98_in_every_reader(int across, int down, int fewer)
    {
        Mask ellipse = Ellipse(across, down);
        IReadOnlyList<double[]> stairs = ellipse.ToPolygons();

        double[] ring = Assert.Single(ObjectOutline.Drawn(ellipse, stairs, 0.5, rings => [.. rings]));

        Assert.InRange(ring.Length, 6, stairs[0].Length / fewer);
        Assert.All(Readers, read => Assert.InRange(read(ellipse.Width, ellipse.Height, ring).IoU(ellipse), 0.98, 1));
    }

    [Fact]
    public void A_larger_tolerance_never_brings_more_corners()
    {
        foreach (Mask ellipse in (Mask[])[Ellipse(20, 15), Ellipse(35, 30), Ellipse(90, 40)])
        {
            IReadOnlyList<double[]> edges = ellipse.ToPolygons();
            int[] corners =
            [
                .. ((double[])[0, 0.5, 1, 2, 4, 8])
                    .Select(tolerance => ObjectOutline.Drawn(ellipse, edges, tolerance, rings => [.. rings])[0].Length),
            ];
            Assert.Equal(corners.OrderDescending(), corners);
            Assert.True(corners[^1] < corners[0]);
        }
    }

    [Fact]
    public void A_small_ellipse_keeps_every_pixel_edge()
    {
        Mask ellipse = Ellipse(3, 3);

        double[] ring = Assert.Single(ObjectOutline.Drawn(ellipse, ellipse.ToPolygons(), 0.5, rings => [.. rings]));

        Assert.All(Readers, read => Assert.Equal(ellipse, read(ellipse.Width, ellipse.Height, ring)));
    }

    [Fact]
    public void A_hole_stays_a_hole_in_every_reader()
    {
        Mask ring = Ellipse(140, 120).Subtract(Ellipse(140, 120, 60, 45));

        double[] joined = ObjectOutline.Drawn(ring, ring.Boundaries(), 0.5, rings => [RingBridge.Join([.. rings])])[0];

        Assert.InRange(joined.Length, 6, ring.Boundaries().Sum(edges => edges.Length) / 6);
        Assert.All(Readers, read => Assert.InRange(read(ring.Width, ring.Height, joined).IoU(ring), 0.98, 1));
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(2)]
    [InlineData(50)]
    public void Parts_keep_an_IoU_of_98_whatever_the_tolerance(double tolerance) =>
        DatasetSamples.Datasets.Sample(
            dataset =>
            {
                foreach (Mask mask in dataset.Pictures.SelectMany(picture => picture.Annotations).Select(annotation => annotation.Mask))
                {
                    Mask filled = Mask.FromPolygons(mask.Width, mask.Height, mask.ToPolygons());
                    IReadOnlyList<double[]> simple = ObjectOutline.Parts(mask, tolerance);
                    Assert.InRange(Mask.FromPolygons(mask.Width, mask.Height, simple).IoU(filled), 0.98, 1);
                }
            },
            iter: 40);

    [Fact]
    public void No_corner_lies_farther_from_the_simplified_ring_than_the_tolerance_and_half_a_pixel() =>
        (from across in Gen.Int[5, 80] from down in Gen.Int[5, 80] from tenths in Gen.Int[5, 30] select (across, down, tenths / 10.0))
        .Sample(sample =>
        {
            (int across, int down, double tolerance) = sample;
            double[] edges = Ellipse(across, down).ToPolygons()[0];
            double[] simple = OutlineSimplification.Simplify(edges, tolerance, 0);
            for (int i = 0; i < edges.Length; i += 2)
            {
                Assert.InRange(Distance(simple, edges[i], edges[i + 1]), 0, tolerance + 0.5 + 1e-9);
            }
        });

    [Fact]
    public void The_corners_of_a_box_stay()
    {
        double[] box = [100, 0, 100, 90, 0, 90, 0, 0];

        Assert.Equal(
            box.Chunk(2).OrderBy(corner => (corner[0], corner[1])),
            OutlineSimplification.Simplify(box, 0.5, 0).Chunk(2).OrderBy(corner => (corner[0], corner[1])));
    }

    [Fact]
    public void A_ring_that_would_become_a_line_stays()
    {
        double[] speck = [1, 0, 1, 1, 0, 1, 0, 0];

        Assert.Equal(speck, OutlineSimplification.Simplify(speck, 5, 0));
    }

    private static double Distance(double[] ring, double x, double y) => Enumerable.Range(0, ring.Length / 2).Min(i =>
    {
        int next = 2 * (i + 1) % ring.Length;
        (double ax, double ay) = (ring[next] - ring[2 * i], ring[next + 1] - ring[2 * i + 1]);
        double share = Math.Clamp(((x - ring[2 * i]) * ax + (y - ring[2 * i + 1]) * ay) / (ax * ax + ay * ay), 0, 1);
        return Math.Sqrt(Math.Pow(x - ring[2 * i] - share * ax, 2) + Math.Pow(y - ring[2 * i + 1] - share * ay, 2));
    });

    private static Mask Ellipse(int across, int down) => Ellipse(across, down, across, down);

    /// <summary>An ellipse in the middle of a picture for one of another size.</summary>
    private static Mask Ellipse(int frameAcross, int frameDown, int across, int down)
    {
        (int width, int height) = (2 * frameAcross + 3, 2 * frameDown + 3);
        byte[] pixels = new byte[width * height];
        for (int i = 0; i < pixels.Length; i++)
        {
            double x = (i % width - frameAcross - 1) / (double)across;
            double y = (i / width - frameDown - 1) / (double)down;
            pixels[i] = x * x + y * y <= 1 ? (byte)1 : (byte)0;
        }

        return Mask.FromBitmap(width, height, pixels);
    }
}
