using System.Text.Json;
using CsCheck;

namespace ClipSurgery.Tests;

public class TextToPointsTests
{
    public static TheoryData<int> PointCases => [0, 1, 2, 3, 4, 5, 6];

    public static TheoryData<string, string> DemoCases => new()
    {
        { "square", "person" }, { "square", "tiger" },
        { "wide", "bee" }, { "wide", "computer" }, { "wide", "crab" }, { "wide", "frog" }, { "wide", "heart" },
    };

    [Theory]
    [MemberData(nameof(PointCases))]
    public void Points_are_those_of_the_reference(int index)
    {
        using JsonDocument golden = JsonDocument.Parse(File.ReadAllText(TestData.Golden("points", "points.json")));
        JsonElement row = golden.RootElement[index];
        int side = row.GetProperty("side").GetInt32();
        float[] map = [.. row.GetProperty("map").EnumerateArray().Select(value => value.GetSingle())];

        (int width, int height) = (row.GetProperty("width").GetInt32(), row.GetProperty("height").GetInt32());

        IReadOnlyList<PromptPoint> points =
            TextToPoints.Plan(map, side, side, width, height, row.GetProperty("threshold").GetSingle());

        Assert.Equal(PointsOf(row.GetProperty("points")), points);
    }

    [Theory]
    [MemberData(nameof(DemoCases))]
    public void Points_on_the_demo_pictures_are_those_of_the_reference(string picture, string label)
    {
        using JsonDocument golden = JsonDocument.Parse(File.ReadAllText(TestData.Golden("demo", "expected.json")));
        string[] labels = [.. golden.RootElement.GetProperty("labels").EnumerateArray().Select(name => name.GetString()!)];
        JsonElement expected = golden.RootElement.GetProperty("pictures").GetProperty(picture);
        int grid = golden.RootElement.GetProperty("side").GetInt32() / golden.RootElement.GetProperty("patch").GetInt32();
        float[] similarities = TestTensors.ReadFloats(TestData.Golden("demo", "expected.safetensors"), $"{picture}.single_label");
        Assert.Equal((1 + grid * grid) * labels.Length, similarities.Length);
        int column = Array.IndexOf(labels, label);
        float[] map = [.. Enumerable.Range(1, grid * grid).Select(token => similarities[token * labels.Length + column])];

        (int width, int height) = (expected.GetProperty("width").GetInt32(), expected.GetProperty("height").GetInt32());

        IReadOnlyList<PromptPoint> points = TextToPoints.Plan(map, grid, grid, width, height);

        Assert.Equal(PointsOf(expected.GetProperty("points").GetProperty(label)), points);
    }

    [Fact]
    public void A_grid_that_is_not_square_has_cells_that_are_not_square()
    {
        // 4x2 patches halve to two cells: the left one low, the right one high.
        float[] map = [0, 0, 1, 1, 0, 0, 1, 1];

        IReadOnlyList<PromptPoint> points = TextToPoints.Plan(map, 4, 2, imageWidth: 100, imageHeight: 31);

        Assert.Equal([new PromptPoint(new(75, 15), true), new PromptPoint(new(25, 15), false)], points);
    }

    [Fact]
    public void Equal_cells_rank_by_their_index()
    {
        // Four columns of two equal patches each: cells 0, 1, 1, 1; two may be positive, and the later ones rank higher.
        float[] map = [0, 0, 1, 1, 1, 1, 1, 1];

        IReadOnlyList<PromptPoint> points = TextToPoints.Plan(map, 8, 1, imageWidth: 8, imageHeight: 8);

        Assert.Equal([5f, 7f, 1f, 3f], points.Select(point => point.Point.X));
        Assert.Equal([true, true, false, false], points.Select(point => point.IsPositive));
    }

    [Theory]
    [InlineData(0.5f)]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void A_map_that_says_nothing_gives_no_points(float value)
    {
        float[] map = [.. Enumerable.Repeat(value, 16)];

        Assert.Empty(TextToPoints.Plan(map, 4, 4, 10, 10, threshold: 0));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void One_value_that_is_not_finite_gives_no_points(float value)
    {
        float[] map = [0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, value];

        Assert.Empty(TextToPoints.Plan(map, 8, 2, 10, 10, threshold: 0));
    }

    [Theory]
    [InlineData(-4, -4, 10, 10, "gridWidth")]
    [InlineData(16, 0, 10, 10, "gridHeight")]
    [InlineData(4, 4, 0, 10, "imageWidth")]
    [InlineData(4, 4, 10, -1, "imageHeight")]
    public void A_side_below_1_is_refused_by_name(int columns, int rows, int width, int height, string name)
    {
        ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>(
            () => TextToPoints.Plan(new float[16], columns, rows, width, height));

        Assert.Equal(name, error.ParamName);
    }

    [Fact]
    public void A_single_cell_gives_no_points() => Assert.Empty(TextToPoints.Plan([0, 1, 2], 3, 1, 10, 10, threshold: 0));

    [Fact]
    public void A_wrong_number_of_values_is_refused_with_both_numbers()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => TextToPoints.Plan(new float[15], 4, 4, 10, 10));

        Assert.Contains("16 values; 15 were given", error.Message);
    }

    [Theory]
    [InlineData(-0.1f)]
    [InlineData(1.1f)]
    [InlineData(float.NaN)]
    public void A_threshold_outside_0_to_1_is_refused(float threshold) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => TextToPoints.Plan(new float[16], 4, 4, 10, 10, threshold));

    [Fact]
    public void Points_lie_in_the_picture_in_two_equal_halves_whatever_the_sizes() =>
        Gen.Select(Gen.Int[1, 20], Gen.Int[1, 20], Gen.Int[1, 3000], Gen.Int[1, 3000], Gen.Int[0, 10])
            .Sample((columns, rows, width, height, tenths) =>
        {
            float[] map = [.. Enumerable.Range(0, columns * rows).Select(i => MathF.Sin(i * 7.3f))];

            IReadOnlyList<PromptPoint> points = TextToPoints.Plan(map, columns, rows, width, height, tenths / 10f);

            int positives = points.Count(point => point.IsPositive);
            Assert.Equal(points.Count, 2 * positives);
            Assert.True(positives <= Math.Max(1, columns / 2) * Math.Max(1, rows / 2) / 2);
            Assert.All(points.Take(positives), point => Assert.True(point.IsPositive));
            Assert.All(points, point => Assert.True(
                point.Point.X >= 0 && point.Point.X <= width - 1 && point.Point.Y >= 0 && point.Point.Y <= height - 1));
        });

    private static PromptPoint[] PointsOf(JsonElement points) =>
        [.. points.EnumerateArray().Select(p => new PromptPoint(new(p[0].GetInt32(), p[1].GetInt32()), p[2].GetInt32() == 1))];
}
