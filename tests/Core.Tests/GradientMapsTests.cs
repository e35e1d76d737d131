using System.Numerics.Tensors;

namespace ClipSurgery.Tests;

public sealed class GradientMapsTests : IDisposable
{
    private static readonly string ResNet = Path.Combine(TestData.Root, "tests", "data", "golden-resnet", "RN.safetensors");

    private readonly TemporaryFolder _folder = new();
    private readonly RgbImage _image = TestPng.Read(TestData.Golden("demo", "square.png"));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string> Methods() => [.. MapMethod.All.Where(method => method.Gradient is not null).Select(method => method.Name)];

    [Theory]
    [MemberData(nameof(Methods))]
    public void A_map_does_not_depend_on_the_other_texts(string method)
    {
        using ClipModel clip = Demo(method);

        IReadOnlyList<SimilarityMap> both = clip.Locate(_image, ["tiger", "person"], cancellationToken: Stop);

        Assert.Equal(["tiger", "person"], both.Select(map => map.Text));
        foreach (SimilarityMap map in both)
        {
            Assert.Equal((clip.Config.InputWidth / clip.Config.PatchSize, map.Values.Length), (map.GridWidth, map.GridWidth * map.GridHeight));
            float[] alone = clip.Locate(_image, [map.Text], cancellationToken: Stop)[0].Values.ToArray();
            TestTensors.AssertClose(alone, map.Values, 1e-4f * alone.Max());
        }
    }

    [Fact]
    public void Channels_are_tried_in_steps_and_can_be_stopped()
    {
        using ClipModel clip = Demo("gscorecam");
        List<double> shares = [];
        using CancellationTokenSource stop = new();

        clip.Locate(_image, ["tiger"], null, new Told(shares.Add), Stop);

        Assert.True(shares.Count > 1);
        Assert.Equal(shares.Order(), shares);
        Assert.Equal(1, shares[^1]);
        Assert.Throws<OperationCanceledException>(() => clip.Locate(_image, ["tiger"], null, new Told(_ => stop.Cancel()), stop.Token));
    }

    [Theory]
    [InlineData(WeightFormat.F16, 0.999)]
    [InlineData(WeightFormat.Q8, 0.99)]
    public void Smaller_weights_give_nearly_the_same_maps(WeightFormat weights, double likeness)
    {
        foreach (string method in (string[])["gradcam", "bimodal-all", "legrad"])
        {
            using ClipModel exact = Demo(method);
            using ClipModel small = Demo(method, weights);

            float[] expected = exact.Locate(_image, ["tiger"], cancellationToken: Stop)[0].Values.ToArray();
            float[] found = small.Locate(_image, ["tiger"], cancellationToken: Stop)[0].Values.ToArray();

            Assert.InRange(TensorPrimitives.CosineSimilarity(expected, found), likeness, 1.0001);
        }
    }

    [Theory]
    [InlineData("bimodal")]
    [InlineData("bimodal-all")]
    [InlineData("grad-eclip")]
    [InlineData("legrad")]
    public void A_resnet_has_no_blocks_to_read(string method)
    {
        ClipSurgeryException error = Assert.Throws<ClipSurgeryException>(() => Load(ResNet, method));

        Assert.EndsWith(
            $"method {method} reads the attention of transformer blocks, and the image tower is a ResNet; expected gradcam or gscorecam.",
            error.Message);
    }

    [Fact]
    public void Channels_of_a_resnet_need_its_own_embedding()
    {
        CheckpointConverter.Convert(ResNet, _folder["single"], new ConversionOptions { Attention = AttentionVariant.SinglePath });

        ClipSurgeryException error = Assert.Throws<ClipSurgeryException>(() => Load(_folder["single"], "gscorecam"));

        Assert.EndsWith("was converted with SinglePath attention, with which a ResNet's scores are not CLIP's own; give the checkpoint itself.", error.Message);
    }

    [Fact]
    public void A_conversion_of_an_older_version_is_to_be_made_again()
    {
        CheckpointConverter.Convert(TestData.Golden("clip", "gelu-p8", "model.safetensors"), _folder["old"]);
        File.Delete(_folder["old", "gradients.onnx"]);
        ModelManifest manifest = ModelManifest.Read(_folder["old"]);
        (manifest with { Files = manifest.Files.Where(file => file.Key != "gradients.onnx").ToDictionary() }).Write(_folder["old"]);

        ClipSurgeryException error = Assert.Throws<ClipSurgeryException>(() => Load(_folder["old"], "gradcam"));

        Assert.EndsWith(
            "gradients.onnx: no such file, because an older version has converted the model. Convert its checkpoint again.", error.Message);
    }

    [Fact]
    public void Self_calibration_is_refused_where_there_are_no_five_blocks()
    {
        TestCheckpoint four = TestCheckpoint.Read(TestData.Golden("clip", "quickgelu-p16", "openai.safetensors"));
        foreach (string name in four.Names.Where(name => name.StartsWith("visual.transformer.resblocks.", StringComparison.Ordinal) && name[29] >= '4'))
        {
            four.Remove(name);
        }

        string path = four.Write(_folder.FullPath);

        Assert.EndsWith(
            "its image tower is a transformer of 4 blocks; SC-CLIP expects a transformer of at least 5 blocks. Take another method, such as surgery.",
            Assert.Throws<ClipSurgeryException>(() => Load(path, "scclip")).Message);
        Assert.Contains("its image tower is a ResNet; SC-CLIP expects", Assert.Throws<ClipSurgeryException>(() => Load(ResNet, "scclip")).Message);
    }

    [Fact]
    public void Five_blocks_are_enough_and_have_no_middle()
    {
        TestCheckpoint five = TestCheckpoint.Read(TestData.Golden("clip", "quickgelu-p16", "openai.safetensors"));
        foreach (string name in five.Names.Where(name => name.StartsWith("visual.transformer.resblocks.", StringComparison.Ordinal) && name[29] >= '5'))
        {
            five.Remove(name);
        }

        using ClipModel clip = Load(five.Write(_folder.FullPath), "scclip");

        ImageTokens tokens = clip.Encode(_image, Stop);
        Assert.All(tokens.Patches.ToArray(), value => Assert.InRange(value, -1, 1));
    }

    private ClipModel Demo(string method, WeightFormat? weights = null) => ClipModel.Load(TestData.Model("clip", "emoji"), new ClipModelOptions
    {
        Method = MapMethod.Find(method)! with { Channels = 40 },
        Conversion = weights is null ? null : new ConversionOptions { Weights = weights },
        CacheDirectory = _folder["cache"],
    });

    private ClipModel Load(string path, string method) =>
        ClipModel.Load(path, new ClipModelOptions { Method = MapMethod.Find(method), CacheDirectory = _folder["cache"] });

    private sealed class Told(Action<double> tell) : IProgress<double>
    {
        public void Report(double value) => tell(value);
    }
}
