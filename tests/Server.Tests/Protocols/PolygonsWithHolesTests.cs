namespace ClipSurgery.Tests;

/// <summary>Every mask comes back from its polygons, and every hole lies in the part around it.</summary>
public sealed class PolygonsWithHolesTests
{
    [Fact]
    public void A_part_in_a_hole_is_a_polygon_of_its_own_with_its_own_hole()
    {
        Mask rings = MaskOf(
            "#########",
            "#.......#",
            "#.#####.#",
            "#.#...#.#",
            "#.#.#.#.#",
            "#.#...#.#",
            "#.#####.#",
            "#.......#",
            "#########");

        IReadOnlyList<IReadOnlyList<double[]>> polygons = PolygonsWithHoles.Of(rings);

        Assert.Equal([2, 2, 1], polygons.Select(polygon => polygon.Count));
        Assert.Equal([0, 0, 9, 0, 9, 9, 0, 9], Sorted(polygons[0][0]));
        Assert.Equal(Corners(1, 1, 8, 8), Sorted(polygons[0][1]));
        Assert.Equal(Corners(3, 3, 6, 6), Sorted(polygons[1][1]));
    }

    [Fact]
    public void Random_masks_come_back()
    {
        Random random = new(7);
        for (int i = 0; i < 500; i++)
        {
            int width = random.Next(1, 12);
            int height = random.Next(1, 12);
            double share = random.NextDouble();
            byte[] bitmap = [.. Enumerable.Range(0, width * height).Select(_ => random.NextDouble() < share ? (byte)1 : (byte)0)];

            Assert.Equal(bitmap, Fill(PolygonsWithHoles.Of(Mask.FromBitmap(width, height, bitmap)), width, height));
        }
    }

    /// <summary>An outer ring's own parity, less that of its holes; polygons may not overlap.</summary>
    private static byte[] Fill(IReadOnlyList<IReadOnlyList<double[]>> polygons, int width, int height)
    {
        int[] counts = new int[width * height];
        foreach (IReadOnlyList<double[]> polygon in polygons)
        {
            for (int ring = 0; ring < polygon.Count; ring++)
            {
                byte[] inside = Mask.FromPolygons(width, height, [polygon[ring]]).ToBitmap();
                for (int i = 0; i < counts.Length; i++)
                {
                    counts[i] += ring == 0 ? inside[i] : -inside[i];
                }
            }
        }

        return [.. counts.Select(count => checked((byte)count))];
    }

    private static Mask MaskOf(params string[] rows) =>
        Mask.FromBitmap(rows[0].Length, rows.Length, [.. string.Concat(rows).Select(letter => letter == '#' ? (byte)1 : (byte)0)]);

    private static double[] Corners(int left, int top, int right, int bottom) => Sorted([left, top, right, top, right, bottom, left, bottom]);

    /// <summary>The ring from its upper left corner on, clockwise.</summary>
    private static double[] Sorted(double[] ring)
    {
        (double X, double Y)[] corners = [.. ring.Chunk(2).Select(corner => (corner[0], corner[1]))];
        double middleX = corners.Average(corner => corner.X);
        double middleY = corners.Average(corner => corner.Y);
        return [.. corners.OrderBy(corner => Math.Atan2(corner.Y - middleY, corner.X - middleX)).SelectMany(corner => new[] { corner.X, corner.Y })];
    }
}
