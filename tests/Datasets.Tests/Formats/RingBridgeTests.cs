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
}
