namespace ClipSurgery.Tests;

/// <summary>Files that are no SAM of a known layout.</summary>
public sealed class UnknownLayoutTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void An_unknown_decoder_is_refused_with_its_inputs_and_the_nearest_layout()
    {
        using MicroSam files = new MicroSam()
            .WithEncoder("encoder.onnx", "image", 64, ("image_embeddings", 4))
            .With("decoder.onnx", graph =>
            {
                string embedding = graph.FloatInput("image_embeddings", "1", "3", "4", "4");
                graph.FloatInput("point_coords", "1", "n", "2");
                graph.FloatInput("point_labels", "1", "n");
                graph.FloatInput("mask_input", "1", "1", "16", "16");
                graph.FloatInput("has_mask_input", "1");
                graph.FloatInput("picture_size", "2");
                graph.FloatOutput("masks", embedding, "1", "3", "4", "4");
                graph.FloatOutput("iou_predictions", MicroSam.Mean(graph, embedding));
            });

        string message = Assert.Throws<ClipSurgeryException>(() => SamModel.Load(files.Folder)).Message;

        Assert.Contains("decoder.onnx: not a SAM decoder of a known layout", message);
        Assert.Contains("image_embeddings Float [1, 3, 4, 4], point_coords Float [1, -1, 2]", message);
        Assert.Contains("picture_size Float [2] and the outputs masks, iou_predictions.", message);
        Assert.Contains("The nearest known layout is that of segment-anything, with the inputs image_embeddings, point_coords", message);
    }

    [Fact]
    public void An_encoder_that_takes_no_picture_is_refused_with_its_inputs()
    {
        using MicroSam files = new();
        File.Copy(TestData.Model("sam", "emoji", "decoder.onnx"), Path.Combine(files.Folder, "encoder.onnx"));
        File.Copy(TestData.Model("sam", "emoji", "decoder.onnx"), Path.Combine(files.Folder, "decoder.onnx"));

        string message = Assert.Throws<ClipSurgeryException>(() => SamModel.Load(files.Folder)).Message;

        Assert.Contains("encoder.onnx: has the inputs image_embeddings Float [1, 64, 32, 32], point_coords", message);
        Assert.Contains("expected one picture of float32 [1, 3, size, size]", message);
    }

    [Fact]
    public void An_encoder_of_another_export_is_refused_with_its_outputs()
    {
        using MicroSam files = new MicroSam().WithEncoder("encoder.onnx", "image", 256, ("image_embeddings", 32));
        File.Copy(TestData.Model("sam", "emoji", "decoder.onnx"), Path.Combine(files.Folder, "decoder.onnx"));
        using SamModel sam = SamModel.Load(files.Folder);
        using SamImage image = sam.Encode(new RgbImage(4, 4, new byte[48]), Token);

        string wrongSize = Assert.Throws<ClipSurgeryException>(
            () => image.Predict(new MaskPrompt([new PromptPoint(default, true)]), Token)).Message;

        Assert.Contains("decoder.onnx: the model failed to run", wrongSize);
    }
}
