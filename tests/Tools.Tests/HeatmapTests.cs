using System.Text.Json;

namespace ClipSurgery.Tests;

public sealed class HeatmapTests : IDisposable
{
    private readonly ToolProcess _tool = new();

    public HeatmapTests() => _tool.Add("wide.png", "wide.png");

    public void Dispose() => _tool.Dispose();

    [Fact]
    public void Presence_tells_what_is_absent_and_a_shared_scale_leaves_it_dark()
    {
        ToolRun run = _tool.Run("heatmap", "wide.png", "--text", "bee", "--text", "pizza", "--scale", "shared", "--json");

        JsonElement[] maps = [.. JsonDocument.Parse(run.Output).RootElement.GetProperty("maps").EnumerateArray()];
        Assert.InRange(maps[0].GetProperty("presence").GetDouble(), 0.2, 1);
        Assert.InRange(maps[1].GetProperty("presence").GetDouble(), 0, 0.1);
        Assert.InRange(TestPng.ReadGrey16(_tool["out", "values", "wide-bee.png"]).Max(), 60000, 65535);
        Assert.InRange(TestPng.ReadGrey16(_tool["out", "values", "wide-pizza.png"]).Max(), 0, 50000);
        Assert.Matches(@"wide\.png +bee +0\.[2-9]", run.Errors);
    }

    [Fact]
    public void A_map_in_windows_has_the_pictures_size_and_its_peak_where_the_object_is()
    {
        RgbImage bee = ImageFile.Read(_tool["wide.png"]).Image;
        byte[] pixels = new byte[3 * 1600 * 600];
        Array.Fill(pixels, (byte)128);
        for (int row = 0; row < bee.Height; row++)
        {
            bee.Row(row).CopyTo(pixels.AsSpan(3 * ((200 + row) * 1600 + 900)));
        }

        PngFile.WriteRgb(_tool["large.png"], new RgbImage(1600, 600, pixels));

        ToolRun run = _tool.Run("heatmap", "large.png", "--text", "bee", "--tiles", "auto", "--json");

        JsonElement map = JsonDocument.Parse(run.Output).RootElement.GetProperty("maps")[0];
        Assert.InRange(map.GetProperty("presence").GetDouble(), 0.2, 1);
        ushort[] levels = TestPng.ReadGrey16(_tool["out", "values", "large-bee.png"]);
        Assert.Equal(1600 * 600, levels.Length);
        int peak = Array.IndexOf(levels, levels.Max());
        Assert.InRange(peak % 1600, 900, 900 + bee.Width - 1);
        Assert.InRange(peak / 1600, 200, 200 + bee.Height - 1);
    }

    [Fact]
    public void Values_are_the_map_in_16_bits()
    {
        RgbImage image = ImageFile.Read(_tool["wide.png"]).Image;
        using var clip = ClipModel.Load(TestData.Model("clip", "emoji"));
        SimilarityMap map = clip.Locate(image, ["bee"], LabelContext.PascalContext, TestContext.Current.CancellationToken)[0];
        float[] expected = map.Resize(image.Width, image.Height);

        _tool.Call("heatmap", "wide.png", "--text", "bee");
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

    [Fact]
    public void Every_method_draws_a_map_of_its_own()
    {
        ushort[][] values =
        [
            .. MapMethod.All.Select(method => Values(
                ["--method", method.Name, .. method.Gradient == GradientMethod.GScoreCam ? (string[])["--channels", "8"] : []])),
        ];

        Assert.Equal(16, values.Length);
        for (int a = 0; a < values.Length; a++)
        {
            Assert.All(values[..a], b => Assert.NotEqual(b, values[a]));
        }
    }

    [Theory]
    [InlineData("--no-dual-path")]
    [InlineData("--no-feature-surgery")]
    public void Parts_of_surgery_are_left_out_by_option_or_by_name(string option) =>
        Assert.Equal(Values("--method", $"surgery{option[1..]}"), Values(option));

    [Fact]
    public void Reversed_is_raw_clip_upside_down()
    {
        ushort[] clip = Values("--method", "clip");
        ushort[] reversed = Values("--method", "reversed");

        Assert.All(clip.Zip(reversed), pair => Assert.InRange(pair.First + pair.Second, 65534, 65536));
    }

    [Fact]
    public void Surgery_is_the_default_and_names_have_no_case() =>
        Assert.All((string[])["surgery", "SURGERY"], method => Assert.Equal(Values(), Values("--method", method)));

    [Fact]
    public void A_method_with_plain_cosines_takes_a_context_where_one_is_asked_for()
    {
        ushort[] plain = Values("--method", "maskclip");

        Assert.NotEqual(plain, Values("--method", "maskclip", "--context", "default"));
        Assert.NotEqual(plain, Values("--method", "maskclip", "--context", "none"));
    }

    [Fact]
    public void A_model_that_was_converted_with_another_attention_is_refused()
    {
        Assert.Equal(0, _tool.Call("convert", TestData.Model("clip", "emoji"), "--output", "raw", "--attention", "Raw").ExitCode);

        string[] heatmap = ["heatmap", "wide.png", "--text", "bee", "--clip", "raw"];
        ToolRun refused = _tool.Call([.. heatmap, "--method", "surgery"]);
        ToolRun taken = _tool.Call([.. heatmap, "--method", "clip", "--output", "taken"]);

        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("was converted with Raw attention", Assert.Single(refused.ErrorLines));
        Assert.Equal(0, taken.ExitCode);
        Assert.Equal(Values("--method", "clip"), TestPng.ReadGrey16(_tool["taken", "values", "wide-bee.png"]));
    }

    private ushort[] Values(params string[] options)
    {
        ToolRun run = _tool.Call(["heatmap", "wide.png", "--text", "bee", .. options]);
        Assert.True(run.ExitCode == 0, run.Errors);
        return TestPng.ReadGrey16(_tool["out", "values", "wide-bee.png"]);
    }

    [Fact]
    public void Texts_and_pictures_of_one_name_have_files_of_their_own()
    {
        _tool.Add("wide.png", "a.png");
        _tool.Add("wide.png", "a-b.png");

        ToolRun run = _tool.Call(
            "heatmap", "a.png", "a-b.png", "--text", "c++", "--text", "c#", "--text", "cat", "--text", "b cat", "--output", "names");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(
            ["a-b-b-cat.png", "a-b-c-2.png", "a-b-c.png", "a-b-cat.png", "a.png-b-cat.png", "a.png-c-2.png", "a.png-c.png", "a.png-cat.png"],
            Directory.GetFiles(_tool["names", "heatmaps"]).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal));
    }
}
