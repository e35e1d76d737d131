using PublicApiGenerator;

namespace ClipSurgery.Tests;

public class LibraryTests
{
    [Fact]
    public void The_readme_sample_runs()
    {
        RgbImage image = ImageFile.Read(TestData.Golden("demo", "square.png")).Image;
        List<string> lines = [];

        using var clip = ClipModel.Load(TestData.Model("clip", "emoji"));
        using var sam = SamModel.Load(TestData.Model("sam", "emoji"));
        var segmenter = new TextSegmenter(clip, sam);
        foreach (Instance cat in segmenter.Segment(image, ["tiger"], cancellationToken: TestContext.Current.CancellationToken).Instances)
        {
            lines.Add($"{cat.Score:F2} {cat.Mask.Bounds}");
        }

        Assert.Matches(@"^0\.\d\d BoxXywh { X = \d+, Y = \d+, Width = \d+, Height = \d+", Assert.Single(lines));
    }

    /// <summary>A change of the public surface is a change of these files, which a reviewer sees. The new text is written beside the old one.</summary>
    [Theory]
    [InlineData("ClipSurgery.Core", typeof(ClipModel))]
    [InlineData("ClipSurgery.SamBridge", typeof(SamModel))]
    [InlineData("ClipSurgery.Imaging", typeof(ImageFile))]
    [InlineData("ClipSurgery.Datasets", typeof(LabelRun))]
    [InlineData("ClipSurgery.Learning", typeof(Calibration))]
    [InlineData("ClipSurgery.Server", typeof(LabelServer))]
    [InlineData("ClipSurgery.Store", typeof(ModelStore))]
    public void The_public_api_is_the_committed_one(string name, Type type)
    {
        string committed = Path.Combine(TestData.Root, "tests", "Tools.Tests", "PublicApi", $"{name}.txt");
        string api = type.Assembly.GeneratePublicApi(new ApiGeneratorOptions { IncludeAssemblyAttributes = false }).ReplaceLineEndings("\n") + "\n";
        if (!File.Exists(committed) || File.ReadAllText(committed).ReplaceLineEndings("\n") != api)
        {
            string received = Path.ChangeExtension(committed, ".received.txt");
            Directory.CreateDirectory(Path.GetDirectoryName(received)!);
            File.WriteAllText(received, api);
            Assert.Fail($"The public API of {name} has changed: compare {received} with {committed}, and copy it there if the change is meant.");
        }
    }
}
