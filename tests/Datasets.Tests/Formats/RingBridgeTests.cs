using System.Diagnostics;
using CsCheck;

namespace ClipSurgery.Tests;

public class RingBridgeTests
{
    [Fact]
    public void Any_mask_is_one_ring_that_fills_to_it_exactly() =>
        (from width in Gen.Int[1, 14]
         from height in Gen.Int[1, 14]
         from density in Gen.Int[1, 9]
         from noise in Gen.Int[0, 9].Array[width * height]
         select Mask.FromBitmap(width, height, [.. noise.Select(value => value < density ? (byte)1 : (byte)0)]))
        .Where(mask => !mask.IsEmpty)
        .Sample(mask =>
        {
            double[] ring = RingBridge.Join(mask.Boundaries());

            Assert.Equal(mask, PixelCentres.EvenOdd(mask.Width, mask.Height, ring));
            Assert.Equal(mask, PixelCentres.NonZero(mask.Width, mask.Height, ring));
            Assert.Equal(mask, Mask.FromPolygons(mask.Width, mask.Height, [ring]));
        });

    [Fact]
    public void An_island_in_a_hole_in_a_part_stays_an_island()
    {
        Mask mask = DatasetSamples.Drawn("#######", "#.....#", "#.###.#", "#.#.#.#", "#.###.#", "#.....#", "#######");

        IReadOnlyList<double[]> boundaries = mask.Boundaries();

        Assert.Equal(4, boundaries.Count);
        Assert.Equal(mask, PixelCentres.EvenOdd(7, 7, RingBridge.Join(boundaries)));
    }

    [Fact]
    public void A_bridge_joins_the_nearest_corners() => Assert.Equal(
        [1, 0, 4, 0, 5, 0, 5, 1, 4, 1, 4, 0, 1, 0, 1, 1, 0, 1, 0, 0],
        RingBridge.Join([[1, 0, 1, 1, 0, 1, 0, 0], [5, 0, 5, 1, 4, 1, 4, 0]]));

    [Fact]
    public void Noise_of_a_hundred_and_sixty_thousand_pixels_is_joined_in_seconds()
    {
        Mask noise = Noise(400);
        IReadOnlyList<double[]> boundaries = noise.Boundaries();
        Stopwatch watch = Stopwatch.StartNew();

        double[] ring = RingBridge.Join(boundaries);

        // Every corner against every other takes minutes.
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 15);
        Assert.True(boundaries.Count > 10_000);
        Assert.Equal(noise, Mask.FromPolygons(noise.Width, noise.Height, [ring]));
    }

    [Fact]
    public void Joining_can_be_cancelled() => Assert.Throws<OperationCanceledException>(
        () => RingBridge.Join(Noise(40).Boundaries(), new CancellationToken(canceled: true)));

    [Fact]
    public void The_tree_finds_the_nearest_of_the_corners_that_were_added() =>
        (from corners in Gen.Select(Gen.Int[0, 30], Gen.Int[0, 30]).Array[2, 60]
         from added in Gen.Int[1, corners.Length - 1]
         select (corners, added))
        .Sample(sample =>
        {
            ((int X, int Y)[] corners, int added) = sample;
            CornerTree tree = new([.. corners.Select(corner => (double)corner.X)], [.. corners.Select(corner => (double)corner.Y)]);
            tree.AddRange(0, added);

            (int here, int there) = tree.Nearest(added, corners.Length - added);

            Assert.InRange(here, 0, added - 1);
            Assert.InRange(there, added, corners.Length - 1);
            Assert.Equal(
                Enumerable.Range(0, added).Min(i => Enumerable.Range(added, corners.Length - added).Min(j => Squared(i, j))),
                Squared(here, there));

            int Squared(int i, int j) =>
                (int)Math.Pow(corners[i].X - corners[j].X, 2) + (int)Math.Pow(corners[i].Y - corners[j].Y, 2);
        });

    private static Mask Noise(int size)
    {
        Random random = new(5);
        return Mask.FromBitmap(size, size, [.. Enumerable.Range(0, size * size).Select(_ => (byte)random.Next(2))]);
    }
}
