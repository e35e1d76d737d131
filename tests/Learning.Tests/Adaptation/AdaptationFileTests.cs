using System.Text;

namespace ClipSurgery.Tests;

public sealed class AdaptationFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static readonly Adaptation Two = new("abc Surgery 6",
    [
        new LearnedClass { Name = "cat", Direction = new float[] { 1, -0.5f, 2 }, Offset = -1.25f, Weight = 0.25f, Examples = 3 },
        new LearnedClass { Name = "Teil \"B\"", Direction = new float[] { 0, 4, 8 }, Offset = 2, Weight = 1, Examples = 1 },
    ]);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_is_written_is_read_again()
    {
        string path = _folder["parts.safetensors"];
        AdaptationFile.Write(path, Two);
        byte[] first = File.ReadAllBytes(path);

        Adaptation read = AdaptationFile.Read(path);
        AdaptationFile.Write(path, read);

        Assert.Equal(first, File.ReadAllBytes(path));
        Assert.Equal(0, (BitConverter.ToInt64(first) + 8) % 8);
        Assert.Equal("abc Surgery 6", read.Checkpoint);
        Assert.Equal(Two.Fingerprint, read.Fingerprint);
        LearnedClass part = read.Find("teil \"b\"")!;
        Assert.Equal(("Teil \"B\"", 2f, 1f, 1), (part.Name, part.Offset, part.Weight, part.Examples));
        Assert.Equal([0f, 4, 8], part.Direction.ToArray());
        Assert.Null(read.Find("dog"));
    }

    [Theory]
    [InlineData("clipsurgery-adaptation", "another-format___adapt", "holds no learned classes; expected a file that 'clip-surgery adapt' has written.")]
    [InlineData("\"version\":\"1\"", "\"version\":\"2\"", "has version 2; expected 1. Make it again with 'clip-surgery adapt'.")]
    [InlineData("\"directions\":", "\"Directions\":", "has no tensor \"directions\" with a row for each of its 2 classes")]
    [InlineData("\"weights\":", "\"Weights\":", "has no tensor \"weights\" of 2 F32 values")]
    [InlineData("[2,3]", "[3,2]", "has no tensor \"directions\" with a row for each of its 2 classes")]
    [InlineData("\\u0022cat\\u0022", "\\u0022ca\\tt\\u0022", "")]
    [InlineData("\"classes\":", "\"klasses\":", "names 0 classes, or one that is no name")]
    public void Files_that_are_none_are_refused_in_one_line(string was, string now, string problem)
    {
        string path = _folder["parts.safetensors"];
        AdaptationFile.Write(path, Two);
        Replace(path, was, now);

        string message = Assert.Throws<ClipSurgeryException>(() => AdaptationFile.Read(path)).Message;

        Assert.StartsWith($"{path}: {problem}", message);
        Assert.DoesNotContain('\n', message);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Numbers_that_are_not_finite_are_refused(float value)
    {
        string path = _folder["parts.safetensors"];
        AdaptationFile.Write(path, Two);
        byte[] bytes = File.ReadAllBytes(path);
        BitConverter.TryWriteBytes(bytes.AsSpan(^8), value);
        File.WriteAllBytes(path, bytes);

        string message = Assert.Throws<ClipSurgeryException>(() => AdaptationFile.Read(path)).Message;

        Assert.Equal($"{path}: has a value in \"weights\" that is no finite number. Make it again with 'clip-surgery adapt'.", message);
    }

    [Fact]
    public void A_weight_above_one_is_refused()
    {
        string path = _folder["parts.safetensors"];
        AdaptationFile.Write(path, Two);
        byte[] bytes = File.ReadAllBytes(path);
        BitConverter.TryWriteBytes(bytes.AsSpan(^4), 1.5f);
        File.WriteAllBytes(path, bytes);

        Assert.Contains("cannot be used", Assert.Throws<ClipSurgeryException>(() => AdaptationFile.Read(path)).Message);
    }

    [Fact]
    public void A_file_that_is_missing_or_of_another_kind_is_refused()
    {
        File.WriteAllText(_folder["truth.json"], "{}");

        Assert.Contains("no such file", Assert.Throws<ClipSurgeryException>(() => AdaptationFile.Read(_folder["none.safetensors"])).Message);
        Assert.Contains("is no safetensors file", Assert.Throws<ClipSurgeryException>(() => AdaptationFile.Read(_folder["truth.json"])).Message);
    }

    [Fact]
    public void Names_that_are_one_to_the_model_are_refused() => Assert.Throws<ArgumentException>(() => new Adaptation(
        "abc", [Two.Classes[0], Two.Classes[0] with { Name = " Cat" }]));

    /// <summary>Changes the header in place; texts of another length take or give blanks at its end.</summary>
    private static void Replace(string path, string was, string now)
    {
        byte[] bytes = File.ReadAllBytes(path);
        int length = (int)BitConverter.ToInt64(bytes);
        string header = Encoding.UTF8.GetString(bytes, 8, length).TrimEnd();
        Assert.Contains(was, header);
        byte[] changed = Encoding.UTF8.GetBytes(header.Replace(was, now, StringComparison.Ordinal));
        File.WriteAllBytes(path, [.. BitConverter.GetBytes((long)changed.Length), .. changed, .. bytes.AsSpan(8 + length)]);
    }
}
