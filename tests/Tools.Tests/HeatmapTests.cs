namespace ClipSurgery.Tests;

public sealed class HeatmapTests : IDisposable
{
    private readonly ToolProcess _tool = new();

    public HeatmapTests() => _tool.Add("wide.png", "wide.png");

    public void Dispose() => _tool.Dispose();

    [Fact]
    public void Values_are_the_map_in_16_bits()
    {
        RgbImage image = ImageFile.Read(_tool["wide.png"]).Image;
        using var clip = ClipModel.Load(TestData.Model("clip", "emoji"));
        SimilarityMap map = clip.Locate(image, ["bee"], LabelContext.PascalContext, TestContext.Current.CancellationToken)[0];
        float[] expected = map.Resize(image.Width, image.Height);

        _tool.Run("heatmap", "wide.png", "--text", "bee");
        ushort[] levels = TestPng.ReadGrey16(_tool["out", "values", "wide-bee.png"]);

        float[] patches = map.Normalize();
        Assert.Equal((0f, 1f), (patches.Min(), patches.Max()));
        Assert.Equal(expected.Length, levels.Length);
        Assert.InRange(expected.Zip(levels, (value, level) => Math.Abs(value * 65535 - level)).Max(), 0, 1);

        // On each axis a pixel lies within half a pixel of a patch's centre: it keeps at least this share of its value.
        double share = (1 - 0.5 * map.GridWidth / image.Width) * (1 - 0.5 * map.GridHeight / image.Height);
        Assert.InRange(levels.Min(), 0, (1 - share) * 65535 + 1);
        Assert.InRange(levels.Max(), share * 65535 - 1, 65535);
    }
}
