using System.Text.Json;

namespace ClipSurgery.Tests;

public class ResizeTests
{
    public static TheoryData<string, string, int, int, string> Cases()
    {
        TheoryData<string, string, int, int, string> data = [];
        using JsonDocument cases = JsonDocument.Parse(File.ReadAllText(TestData.Golden("resize", "cases.json")));
        foreach (JsonElement row in cases.RootElement.EnumerateArray())
        {
            data.Add(
                row.GetProperty("input").GetString()!,
                row.GetProperty("filter").GetString()!,
                row.GetProperty("width").GetInt32(),
                row.GetProperty("height").GetInt32(),
                row.GetProperty("output").GetString()!);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Bytes_are_Pillows(string input, string filter, int width, int height, string output)
    {
        RgbImage resized = PillowResize.Resize(
            TestPng.Read(TestData.Golden("resize", input)), width, height, Enum.Parse<ResampleFilter>(filter, ignoreCase: true));

        Assert.Equal(TestPng.Read(TestData.Golden("resize", output)).Pixels, resized.Pixels);
    }

    [Theory]
    [InlineData("4x4.64x64")]
    [InlineData("32x32.107x160")]
    [InlineData("16x16.8x8")]
    [InlineData("32x32.16x16")]
    [InlineData("7x5.33x90")]
    [InlineData("256x256.61x37")]
    public void Floats_are_torchs(string name)
    {
        string path = TestData.Golden("resize", "bilinear.safetensors");
        int[] sizes = [.. name.Split('x', '.').Select(int.Parse)];
        float[] expected = TestTensors.ReadFloats(path, $"out.{name}");
        float[] actual = new float[expected.Length];

        BilinearResize.Resize(TestTensors.ReadFloats(path, $"in.{name}"), sizes[1], sizes[0], actual, sizes[3], sizes[2]);

        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-6f));
    }

    [Fact]
    public void A_part_is_resized_as_if_it_had_been_cut_out()
    {
        float[] source = [.. Enumerable.Range(0, 35).Select(i => MathF.Sin(i))];
        float[] part = [.. Enumerable.Range(0, 3).SelectMany(row => source[(row * 7)..(row * 7 + 4)])];
        float[] expected = new float[90];
        float[] actual = new float[90];

        BilinearResize.Resize(part, 4, 3, expected, 10, 9);
        BilinearResize.Resize(source, 7, 4, 3, actual, 10, 9);

        Assert.Equal(expected, actual);
    }
}
