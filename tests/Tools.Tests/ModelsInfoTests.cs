namespace ClipSurgery.Tests;

public sealed class ModelsInfoTests : IDisposable
{
    private readonly ToolProcess _tool = new();

    public void Dispose() => _tool.Dispose();

    [Theory]
    [InlineData("openai-vit-b-16", "somewhere", "--method scclip: 43.9 % mIoU on average of eight data sets (Bai et al., arXiv 2411.15869, ViT-B/16)")]
    [InlineData("mine", "https://huggingface.co/openai/clip-vit-large-patch14/tree/0123", "--method scclip: 6.8 times the mIoU of the unmodified tower")]
    [InlineData("mine", "https://huggingface.co/openai/clip-vit-large-patch14-336/tree/0123", null)]
    [InlineData("laion-vit-b-16", "somewhere", null)]
    public void The_best_published_maps_of_a_known_checkpoint_are_named(string name, string source, string? expected)
    {
        Directory.CreateDirectory(_tool["model"]);
        new ModelManifest
        {
            Name = name,
            Kind = ModelKind.Clip,
            Description = "A test.",
            License = "MIT",
            Source = source,
            Files = new Dictionary<string, ModelFile>(),
        }.Write(_tool["model"]);

        string output = _tool.Call("models", "info", "model").Output;

        Assert.Contains($"clip {name}", output, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(expected is not null, output.Contains($"best published maps: {expected}", StringComparison.Ordinal));
        Assert.Equal(expected is not null, output.Contains("best published maps", StringComparison.Ordinal));
    }
}
