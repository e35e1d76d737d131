using CsCheck;

namespace ClipSurgery.Tests;

/// <summary>Masks of a bit a place against plain loops.</summary>
public class LowMaskTests
{
    private const float Threshold = 0.5f;

    /// <summary>More than one word of 64 bits, and words that do not end with a row.</summary>
    private static readonly Gen<(int Width, int Height, float[] Field)> Fields =
        from width in Gen.Int[1, 15]
        from height in Gen.Int[1, 15]
        from field in Gen.Float[0, 1].Array[width * height]
        select (width, height, field);

    private static readonly Gen<(int Width, int Height, float[] Field, float[] Other)> Pairs =
        from one in Fields
        from other in Gen.Float[0, 1].Array[one.Field.Length]
        select (one.Width, one.Height, one.Field, other);

    [Fact]
    public void Padding_is_left_out()
    {
        LowMask mask = TestShapes.Low(3, 2, (_, _) => true);

        Assert.Equal((3, 2, 6), (mask.Width, mask.Height, mask.Area));
    }

    [Fact]
    public void Corners_join_a_component()
    {
        float[] field =
        [
            1, 0, 0, 1,
            0, 1, 0, 0,
            0, 0, 0, 1,
        ];

        IReadOnlyList<LowMask> components = LowMask.Components(field, 4, 3, 1, 1);

        Assert.Equal([[0, 5], [3], [11]], components.Select(TestShapes.Places));
        Assert.Equal([[0, 5]], LowMask.Components(field, 4, 3, 1, 1.5).Select(TestShapes.Places));
    }

    [Fact]
    public void Components_are_those_of_a_plain_labelling() => Fields.Sample(sample =>
    {
        (int width, int height, float[] field) = sample;
        int[][] expected = PlainComponents(field, width, height);

        Assert.Equal(expected, LowMask.Components(field, width, height, Threshold, 0).Select(TestShapes.Places));
        Assert.Equal(
            expected.Where(places => places.Length >= 4),
            LowMask.Components(field, width, height, Threshold, 4).Select(TestShapes.Places));
    });

    [Fact]
    public void A_mask_is_measured_as_plain_loops_do() => Fields.Sample(sample =>
    {
        (int width, int height, float[] field) = sample;
        LowMask mask = TestShapes.Low(width, height, (x, y) => IsIn(sample, x, y));
        int[] places = [.. Enumerable.Range(0, field.Length).Where(place => field[place] >= Threshold)];

        Assert.Equal(places, TestShapes.Places(mask));
        Assert.Equal(places.Length, mask.Area);
        Assert.Equal(places.Sum(place => (double)field[place]), mask.Sum(field), 1e-9);
        if (places.Length > 0)
        {
            Assert.Equal(places.First(place => field[place] == places.Max(other => field[other])), mask.Peak(field));
            (int Left, int Top, int Right, int Bottom) expected = (
                places.Min(place => place % width),
                places.Min(place => place / width),
                places.Max(place => place % width) + 1,
                places.Max(place => place / width) + 1);
            Assert.Equal(expected, mask.Bounds());
        }
    });

    [Fact]
    public void Two_masks_overlap_as_sets_do() => Pairs.Sample(sample =>
    {
        (int width, int height, float[] field, float[] other) = sample;
        LowMask a = TestShapes.Low(width, height, (x, y) => IsIn((width, height, field), x, y));
        LowMask b = TestShapes.Low(width, height, (x, y) => IsIn((width, height, other), x, y));
        int[] inA = TestShapes.Places(a);
        int[] inB = TestShapes.Places(b);
        int shared = inA.Intersect(inB).Count();
        int union = inA.Union(inB).Count();

        Assert.Equal(shared, a.IntersectionArea(b));
        Assert.Equal(union == 0 ? 0 : (double)shared / union, a.IoU(b), 1e-12);
        Assert.Equal(a.IoU(b), b.IoU(a));
    });

    private static bool IsIn((int Width, int Height, float[] Field) field, int x, int y) =>
        x < field.Width && y < field.Height && field.Field[y * field.Width + x] >= Threshold;

    /// <summary>Every place takes the lowest number of its neighbours until none changes any more.</summary>
    private static int[][] PlainComponents(float[] field, int width, int height)
    {
        int[] numbers = [.. field.Select((value, place) => value >= Threshold ? place : int.MaxValue)];
        bool hasChanged = true;
        while (hasChanged)
        {
            hasChanged = false;
            for (int place = 0; place < numbers.Length; place++)
            {
                if (numbers[place] == int.MaxValue)
                {
                    continue;
                }

                int lowest = Enumerable.Range(0, numbers.Length)
                    .Where(other => Math.Abs(other % width - place % width) <= 1 && Math.Abs(other / width - place / width) <= 1)
                    .Min(other => numbers[other]);
                hasChanged |= lowest < numbers[place];
                numbers[place] = lowest;
            }
        }

        return
        [
            .. Enumerable.Range(0, width * height).Where(place => numbers[place] != int.MaxValue)
                .GroupBy(place => numbers[place]).OrderBy(group => group.Key).Select(group => group.ToArray()),
        ];
    }
}
