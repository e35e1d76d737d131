namespace ClipSurgery.Tests;

/// <summary>A SAM that was converted from its own weights, behind the interface of all others.</summary>
public sealed class ConvertedSamTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly RgbImage _picture = TestPng.Read(TestData.Golden("demo", "wide.png"));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Mixed_prompts_of_one_run_get_the_answers_that_they_get_alone()
    {
        SamConversionResult result = Assert.IsType<SamConversionResult>(
            SamCheckpointConverter.TryConvert(TestData.Golden("sam-checkpoint", "model.safetensors"), _folder["sam"]));
        using SamModel sam = SamModel.Load(result.Directory);
        using SamImage image = sam.Encode(_picture, TestContext.Current.CancellationToken);
        PromptPoint inside = new(new ImagePoint(40, 60), IsPositive: true);
        PromptPoint outside = new(new ImagePoint(90, 20), IsPositive: false);
        float[] logits = [.. Enumerable.Range(0, 64 * 64).Select(i => i / 64 is > 10 and < 40 ? 8f : -8f)];
        MaskPrompt[] prompts =
        [
            new([inside]), new([], new BoxXywh(10, 20, 80, 50)), new([inside, outside, inside], new BoxXywh(10, 20, 80, 50)),
            new([inside, outside]) { Logits = logits }, .. Enumerable.Range(0, 20).Select(i => new MaskPrompt([new(new ImagePoint(5 * i, 3 * i), true)])),
        ];

        IReadOnlyList<IReadOnlyList<MaskCandidate>> together = image.Predict(prompts, TestContext.Current.CancellationToken);

        Assert.Equal(("converted SAM", 256, 64), (sam.Layout, sam.InputSize, sam.LowResolutionSize));
        Assert.Equal(prompts.Length, together.Count);
        foreach ((MaskPrompt prompt, IReadOnlyList<MaskCandidate> answer) in prompts.Zip(together))
        {
            IReadOnlyList<MaskCandidate> alone = image.Predict(prompt, TestContext.Current.CancellationToken);
            Assert.Equal((3, 3), (alone.Count, answer.Count));
            Assert.All(alone.Zip(answer), pair =>
            {
                Assert.Equal(pair.First.PredictedIou, pair.Second.PredictedIou, 1e-4);
                TestTensors.AssertClose(pair.First.Logits, pair.Second.Logits, 1e-3f);
            });
        }

        Assert.NotEqual(together[0][0].PredictedIou, together[3][0].PredictedIou, 1e-3);
    }

    [Fact]
    public void Another_checkpoint_is_none_and_an_incomplete_one_is_refused()
    {
        Assert.Null(SamCheckpointConverter.TryConvert(TestData.Golden("clip", "gelu-p8", "model.safetensors"), _folder["clip"]));
        Assert.False(Directory.Exists(_folder["clip"]));

        // The same file with one name changed, as long as it was.
        byte[] file = File.ReadAllBytes(TestData.Golden("sam-checkpoint", "official.safetensors"));
        byte[] name = "mask_decoder.iou_token.weight"u8.ToArray();
        int place = file.AsSpan().IndexOf(name);
        file[place] = (byte)'x';
        File.WriteAllBytes(_folder["damaged.safetensors"], file);

        ClipSurgeryException error = Assert.Throws<ClipSurgeryException>(
            () => SamCheckpointConverter.TryConvert(_folder["damaged.safetensors"], _folder["damaged"]));

        Assert.EndsWith(
            "tensor mask_decoder.iou_token.weight is missing; expected a complete SAM checkpoint (image encoder, prompt encoder and mask decoder).",
            error.Message);
        Assert.False(Directory.Exists(_folder["damaged"]));
    }
}
