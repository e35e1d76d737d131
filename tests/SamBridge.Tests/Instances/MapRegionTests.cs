using CsCheck;

namespace ClipSurgery.Tests;

public class MapRegionTests
{
    private const float Threshold = 0.5f;

    /// <summary>Pixel x of 50 lies at (x + ½) / 10 − ½ of the field; place 2, where the field is ½, comes before x = 25.</summary>
    [Fact]
    public void The_outline_lies_where_the_resized_map_reaches_the_threshold()
    {
        float[] field = [0, 0.25f, 0.5f, 0.75f, 1];
        LowMask region = Assert.Single(LowMask.Components(field, 5, 1, Threshold, 1));

        Mask mask = MapRegion.ToMask(field, region, Threshold, 50, 20);

        Assert.Equal(TestShapes.Rectangle(50, 20, 25, 0, 25, 20), mask);
    }

    /// <summary>
    /// Between places 0 and 1 the field falls by 0.8, so it reaches ½ at 0.625: pixel 10 lies at 0.55 and pixel 11 at 0.65.
    /// </summary>
    [Fact]
    public void Other_regions_stay_outside()
    {
        float[] field = [1, 0.2f, 0.9f];
        IReadOnlyList<LowMask> regions = LowMask.Components(field, 3, 1, Threshold, 1);

        Mask left = MapRegion.ToMask(field, regions[0], Threshold, 30, 7);
        Mask right = MapRegion.ToMask(field, regions[1], Threshold, 30, 7);

        Assert.Equal(TestShapes.Rectangle(30, 7, 0, 0, 11, 7), left);

        // Here it rises by 0.7 and reaches ½ at 1.43: pixel 18 lies at 1.35 and pixel 19 at 1.45.
        Assert.Equal(TestShapes.Rectangle(30, 7, 19, 0, 11, 7), right);
    }

    [Fact]
    public void At_the_fields_own_size_a_region_is_itself() =>
        (from width in Gen.Int[1, 10]
         from height in Gen.Int[1, 10]
         from field in Gen.Float[0, 1].Array[width * height]
         select (width, height, field)).Sample(sample =>
        {
            (int width, int height, float[] field) = sample;
            Assert.All(LowMask.Components(field, width, height, Threshold, 1), region =>
            {
                byte[] bitmap = MapRegion.ToMask(field, region, Threshold, width, height).ToBitmap();
                Assert.Equal(TestShapes.Places(region), Enumerable.Range(0, bitmap.Length).Where(place => bitmap[place] == 1));
            });
        });
}
