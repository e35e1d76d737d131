namespace ClipSurgery.Tests;

/// <summary>Every reference prompt behind every reference layout.</summary>
public sealed class SamLayoutTests(SamLayouts layouts) : IClassFixture<SamLayouts>
{
    [Theory]
    [MemberData(nameof(SamLayouts.Names), MemberType = typeof(SamLayouts))]
    public void Candidates_match_the_reference_behind_every_layout(string layout)
    {
        using SamModel sam = SamModel.Load(layouts[layout]);

        (int masks, double lowest) = GoldenPrompts.Compare(sam, layout);

        // The reference asked Hugging Face's SAM for points alone.
        int prompts = layout == "hf-sam1" ? 46 : 69;
        Assert.Equal(layout == "official-single" ? prompts : 3 * prompts, masks);
        TestContext.Current.TestOutputHelper?.WriteLine($"{sam.Layout}: lowest IoU {lowest}");
    }

    [Theory]
    [InlineData("official-extra-metrics", "segment-anything", 256)]
    [InlineData("samexporter-sam1-preprocess", "segment-anything", 256)]
    [InlineData("hf-sam1", "SAM (Hugging Face)", 256)]
    [InlineData("hf-sam2", "SAM 2 (Hugging Face)", 256)]
    [InlineData("samexporter-sam2", "SAM 2 (samexporter)", 256)]
    [InlineData("osam-sam2", "SAM 2 (osam)", 256)]
    [InlineData("efficientsam", "EfficientSAM", 256)]
    [InlineData("edgesam", "EdgeSAM", 256)]
    [InlineData("efficientvit", "EfficientViT-SAM", 128)]
    [InlineData("nanosam", "NanoSAM", 256)]
    [InlineData("hq", "HQ-SAM", 256)]
    public void Layout_and_sizes_are_read_from_the_model(string layout, string name, int inputSize)
    {
        using SamModel sam = SamModel.Load(layouts[layout]);

        Assert.Equal(name, sam.Layout);
        Assert.Equal(inputSize, sam.InputSize);
        Assert.Equal(128, sam.LowResolutionSize);
    }
}
