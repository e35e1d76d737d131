using System.Text.Json;

namespace ClipSurgery.Tests;

public class TextToPointsTests
{
    [Fact]
    public void Points_match_the_reference()
    {
        using JsonDocument rows = JsonDocument.Parse(File.ReadAllText(TestData.Golden("points", "points.json")));
        foreach (JsonElement row in rows.RootElement.EnumerateArray())
        {
            int side = row.GetProperty("side").GetInt32();
            float[] map = [.. row.GetProperty("map").EnumerateArray().Select(value => value.GetSingle())];

            IReadOnlyList<PromptPoint> points = TextToPoints.Plan(
                map, side, side, row.GetProperty("width").GetInt32(), row.GetProperty("height").GetInt32(), row.GetProperty("threshold").GetSingle());

            Assert.Equal(Expected(row.GetProperty("points")), points);
        }
    }

    [Fact]
    public void Points_of_the_demo_maps_match_the_reference()
    {
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(TestData.Golden("demo", "expected.json")));
        string[] labels = [.. json.RootElement.GetProperty("labels").EnumerateArray().Select(label => label.GetString()!)];
        foreach (JsonProperty picture in json.RootElement.GetProperty("pictures").EnumerateObject())
        {
            float[] maps = TestTensors.ReadFloats(TestData.Golden("demo", "expected.safetensors"), $"{picture.Name}.single_label");
            foreach (JsonProperty points in picture.Value.GetProperty("points").EnumerateObject())
            {
                int label = Array.IndexOf(labels, points.Name);
                float[] map = [.. Enumerable.Range(1, 24 * 24).Select(token => maps[token * labels.Length + label])];

                IReadOnlyList<PromptPoint> actual = TextToPoints.Plan(
                    map, 24, 24, picture.Value.GetProperty("width").GetInt32(), picture.Value.GetProperty("height").GetInt32());

                Assert.Equal(Expected(points.Value), actual);
            }
        }
    }

    [Fact]
    public void A_flat_map_points_at_nothing()
    {
        float[] map = new float[16];
        Array.Fill(map, 0.25f);

        Assert.Empty(TextToPoints.Plan(map, 4, 4, 100, 100));
    }

    [Fact]
    public void A_grid_that_is_not_square_keeps_its_axes()
    {
        float[] map = new float[4 * 8];
        map[0 * 8 + 6] = map[0 * 8 + 7] = map[1 * 8 + 6] = map[1 * 8 + 7] = 1;

        IReadOnlyList<PromptPoint> points = TextToPoints.Plan(map, 8, 4, 800, 400);

        Assert.Equal([new PromptPoint(new ImagePoint(700, 100), true), new PromptPoint(new ImagePoint(100, 100), false)], points);
    }

    private static PromptPoint[] Expected(JsonElement points) =>
    [
        .. points.EnumerateArray().Select(point => new PromptPoint(new ImagePoint(point[0].GetSingle(), point[1].GetSingle()), point[2].GetInt32() == 1)),
    ];
}
