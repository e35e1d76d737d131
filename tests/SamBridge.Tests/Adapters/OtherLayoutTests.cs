using static ClipSurgery.Tests.MicroSam;

namespace ClipSurgery.Tests;

/// <summary>SAM-Med2D, older SAM 2 exports and SAM 3, which no reference layout has.</summary>
public sealed class OtherLayoutTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static readonly RgbImage Picture = Halves(60, 40, (0, 0, 0), (255, 255, 255));
    private static readonly BoxXywh Box = new(15, 10, 30, 20);

    [Fact]
    public void Sam_med2d_squashes_without_a_filter_and_pads_points()
    {
        using MicroSam files = SamMed2d();
        using SamModel sam = SamModel.Load(files.Folder);
        using SamImage image = sam.Encode(Picture, Token);
        const double X = 256.0 / 60;
        const double Y = 256.0 / 40;

        MaskCandidate box = image.Predict(new MaskPrompt([], Box), Token)[0];
        MaskCandidate point = image.Predict(new MaskPrompt([Point(40, 20)]), Token)[0];

        Assert.Equal("SAM-Med2D", sam.Layout);
        Assert.Equal((64, 64), (box.ValidWidth, box.ValidHeight));
        Assert.True(box.ToMask().IoU(Rectangle(Picture, 30, 10, 45, 30)) > 0.9);
        Assert.Equal(ImageNetMean(0, 255) + 0.001 * PointSum((15 * X, 10 * Y, 2), (45 * X, 30 * Y, 3)), box.PredictedIou, 0.01);
        Assert.Equal(ImageNetMean(0, 255) + 0.001 * PointSum((40 * X, 20 * Y, 1), (0, 0, -1)), point.PredictedIou, 0.01);
    }

    [Fact]
    public void Sam_med2d_sees_single_pixels()
    {
        // Every fourth column is white, of a picture four times as wide as the input: a filter would see grey.
        byte[] pixels = new byte[3 * 1024 * 256];
        for (int i = 0; i < 1024 * 256; i += 4)
        {
            pixels.AsSpan(3 * i, 3).Fill(255);
        }

        using MicroSam files = SamMed2d();
        using SamModel sam = SamModel.Load(files.Folder);
        using SamImage image = sam.Encode(new RgbImage(1024, 256, pixels), Token);

        MaskCandidate candidate = image.Predict(new MaskPrompt([Point(0, 0)]), Token)[0];

        Assert.Equal(ImageNetMean(255, 255) + 0.001 * PointSum((0, 0, 1), (0, 0, -1)), candidate.PredictedIou, 0.001);
    }

    [Fact]
    public void Sam_med2d_takes_an_earlier_mask_as_probabilities()
    {
        using MicroSam files = SamMed2d();
        using SamModel sam = SamModel.Load(files.Folder);
        using SamImage image = sam.Encode(Picture, Token);
        float[] logits = new float[64 * 64];
        Array.Fill(logits, MathF.Log(3));

        float without = image.Predict(new MaskPrompt([], Box), Token)[0].PredictedIou;
        float with = image.Predict(new MaskPrompt([], Box) { Logits = logits }, Token)[0].PredictedIou;

        Assert.Equal(without + 0.75, with, 1e-3);
    }

    [Theory]
    [InlineData(Int32Type)]
    [InlineData(OnnxGraphBuilder.Int64Type)]
    [InlineData(OnnxGraphBuilder.FloatType)]
    public void Sam_2_with_masks_at_a_given_size_is_asked_for_the_low_resolution(int sizeType)
    {
        using MicroSam files = new MicroSam()
            .WithEncoder("sam2.encoder.onnx", "image", 64, ("high_res_feats_0", 16), ("high_res_feats_1", 8), ("image_embed", 4))
            .With("sam2.decoder.onnx", graph =>
            {
                string embedding = graph.FloatInput("image_embed", "1", "3", "4", "4");
                string fine = graph.FloatInput("high_res_feats_0", "1", "3", "16", "16");
                string middle = graph.FloatInput("high_res_feats_1", "1", "3", "8", "8");
                string points = graph.FloatInput("point_coords", "1", "n", "2");
                string labels = graph.FloatInput("point_labels", "1", "n");
                string mask = graph.FloatInput("mask_input", "1", "1", "16", "16");
                string hasMask = graph.FloatInput("has_mask_input", "1");
                string size = graph.Input("orig_im_size", sizeType, "2");
                string score = Weigh(
                    graph, (Mean(graph, embedding), 1), (Mean(graph, fine), 2), (Mean(graph, middle), 4), (Mean(graph, mask), 1),
                    (Sum(graph, hasMask), 10), (PointSum(graph, points, labels), 0.001f));
                string low = BrightInside(graph, Corners(graph, points, labels), fine, 64, 16);
                string sizes = graph.Node(
                    "Concat",
                    [graph.Integers(1, 1), graph.Node("Cast", [size], OnnxAttribute.Int("to", OnnxGraphBuilder.Int64Type))],
                    OnnxAttribute.Int("axis", 0));
                graph.FloatOutput("masks", Resize(graph, low, sizes), "1", "1", "h", "w");
                graph.FloatOutput("iou_predictions", Reshape(graph, score, 1, 1), "1", "1");
            });
        using SamModel sam = SamModel.Load(files.Folder);
        using SamImage image = sam.Encode(Picture, Token);

        MaskCandidate box = image.Predict(new MaskPrompt([Point(40, 20)], Box), Token)[0];

        const double X = 64.0 / 60;
        const double Y = 64.0 / 40;
        Assert.Equal("SAM 2 (samexporter)", sam.Layout);
        Assert.Equal(16, box.LowResolutionSize);
        Assert.True(box.ToMask().IoU(Rectangle(Picture, 30, 10, 45, 30)) > 0.85);
        Assert.Equal(
            7 * ImageNetMean(0, 255) + 0.001 * PointSum((40 * X, 20 * Y, 1), (15 * X, 10 * Y, 2), (45 * X, 30 * Y, 3)),
            box.PredictedIou,
            0.01);
    }

    [Fact]
    public void Sam_3_is_shown_the_box_and_keeps_what_lies_in_it()
    {
        using MicroSam files = Sam3();
        using SamModel sam = SamModel.Load(files.Folder);
        using SamImage image = sam.Encode(Picture, Token);

        MaskCandidate found = Assert.Single(image.Predict(new MaskPrompt([], Box), Token));
        MaskCandidate none = Assert.Single(
            image.Predict(new MaskPrompt([], new BoxXywh(5, 10, 20, 20)), Token));
        MaskCandidate point = Assert.Single(image.Predict(new MaskPrompt([Point(45, 20)]), Token));

        // Pixels are bytes, 127.5 in the mean. The text is "visual": start, one token, end, and padding.
        int[] tokens = ClipTokenizer.Default.Encode("visual").Ids.ToArray();
        double expected = 127.5 * 0.001 * 7 + 1e-6 * tokens.Sum() + 0.01 * (32 - tokens.Length) + 0.1 * 0.5 * (1 + 2 + 3 + 4) + 1;
        Assert.Equal("SAM 3 (samexporter)", sam.Layout);
        Assert.Equal(expected, found.PredictedIou, 1e-3);
        Assert.True(found.ToMask().IoU(Rectangle(Picture, 30, 10, 45, 30)) > 0.9);
        Assert.Equal(1, found.Stability);
        Assert.True(none.ToMask().IsEmpty);
        Assert.Equal(0, none.PredictedIou);
        Assert.InRange(point.ToMask().Area, 0, 16);
    }

    [Fact]
    public void Sam_3_without_its_language_encoder_is_refused()
    {
        using MicroSam files = Sam3();
        File.Delete(Path.Combine(files.Folder, "sam3_language_encoder.onnx"));

        string message = Assert.Throws<ClipSurgeryException>(() => SamModel.Load(files.Folder)).Message;

        Assert.Contains("needs a language_encoder.onnx beside it", message);
    }

    private static PromptPoint Point(float x, float y) => new(new ImagePoint(x, y), IsPositive: true);

    /// <summary>Mean of a picture of two grey values, normalised by ImageNet's values.</summary>
    private static double ImageNetMean(double left, double right)
    {
        (double, double)[] channels = [(123.675, 58.395), (116.28, 57.12), (103.53, 57.375)];
        return channels.Average(channel => ((left + right) / 2 - channel.Item1) / channel.Item2);
    }

    [Fact]
    public void Other_data_beside_the_same_model_make_another_model_of_it()
    {
        const int Side = 256;
        using MicroSam files = SamMed2d();
        string data = Path.Combine(files.Folder, "encoder.onnx_data");
        using (FileStream stream = File.Create(data))
        {
            OnnxGraphBuilder graph = new("encoder", new ExternalWeights(stream, "encoder.onnx_data"));
            float[] ones = new float[3 * Side * Side];
            ones.AsSpan().Fill(1);
            string picture = graph.FloatInput("input_image", "1", "3", $"{Side}", $"{Side}");
            string weighed = graph.Node("Mul", [picture, graph.Weight("ones", ones, 1, 3, Side, Side)]);
            graph.FloatOutput("image_embeddings", Shrink(graph, weighed, Side / 16), "1", "3", "16", "16");
            File.WriteAllBytes(Path.Combine(files.Folder, "sam_med2d.encoder.onnx"), graph.ToBytes());
        }

        string before = Fingerprint();
        byte[] swapped = File.ReadAllBytes(data);
        swapped[4000] ^= 1;
        File.WriteAllBytes(data, swapped);

        Assert.NotEqual(before, Fingerprint());
        swapped[4000] ^= 1;
        File.WriteAllBytes(data, swapped);
        Assert.Equal(before, Fingerprint());

        string Fingerprint()
        {
            using SamModel sam = SamModel.Load(files.Folder);
            return sam.Fingerprint;
        }
    }

    /// <summary>Its own masks, which are cut wrongly in the real one, are all 1.</summary>
    private static MicroSam SamMed2d() => new MicroSam()
        .WithEncoder("sam_med2d.encoder.onnx", "input_image", 256, ("image_embeddings", 16))
        .With("sam_med2d.decoder.onnx", graph =>
        {
            string embedding = graph.FloatInput("image_embeddings", "1", "3", "16", "16");
            string points = graph.FloatInput("point_coords", "1", "n", "2");
            string labels = graph.FloatInput("point_labels", "1", "n");
            string mask = graph.FloatInput("mask_input", "1", "1", "64", "64");
            string hasMask = graph.FloatInput("has_mask_input", "1");
            string size = graph.FloatInput("orig_im_size", "2");
            string earlier = graph.Node("Mul", [Mean(graph, mask), Sum(graph, hasMask)]);
            string score = Weigh(
                graph, (Mean(graph, embedding), 1), (earlier, 1), (PointSum(graph, points, labels), 0.001f));
            string ones = graph.Node(
                "Expand",
                [graph.Scalar(1), graph.Node("Concat", [graph.Integers(1, 1), Integer(size)], OnnxAttribute.Int("axis", 0))]);
            graph.FloatOutput("masks", ones, "1", "1", "h", "w");
            graph.FloatOutput("iou_predictions", Reshape(graph, score, 1, 1), "1", "1");
            string low = BrightInside(graph, Corners(graph, points, labels), embedding, 256, 64);
            graph.FloatOutput("low_res_masks", low, "1", "1", "64", "64");

            string Integer(string value) => graph.Node("Cast", [value], OnnxAttribute.Int("to", OnnxGraphBuilder.Int64Type));
        });

    /// <summary>Two slots for boxes; two masks, of which the second lies in the top right corner.</summary>
    private static MicroSam Sam3() => new MicroSam()
        .With("sam3_image_encoder.onnx", graph =>
        {
            string bytes = graph.Input("image", UInt8Type, "3", "64", "64");
            string picture = Reshape(graph, Float(graph, bytes), 1, 3, 64, 64);
            (string, int)[] outputs = [("backbone_fpn_0", 32), ("backbone_fpn_1", 16), ("backbone_fpn_2", 8), ("vision_pos_enc_2", 8)];
            foreach ((string output, int size) in outputs)
            {
                graph.FloatOutput(output, Shrink(graph, picture, 64 / size), "1", "3", $"{size}", $"{size}");
            }
        })
        .With("sam3_language_encoder.onnx", graph =>
        {
            string tokens = graph.Int64Input("tokens", "1", "32");
            string padding = graph.Node("Equal", [tokens, graph.Integer(0)]);
            string memory = Reshape(graph, Float(graph, tokens), 32, 1, 1);
            graph.Output("text_attention_mask", padding, BoolType, "1", "32");
            graph.FloatOutput("text_memory", memory, "32", "1", "1");
            graph.FloatOutput("text_embeds", memory, "32", "1", "1");
        })
        .With("sam3_decoder.onnx", graph =>
        {
            string height = graph.Int64Input("original_height");
            string width = graph.Int64Input("original_width");
            string fine = graph.FloatInput("backbone_fpn_0", "1", "3", "32", "32");
            string middle = graph.FloatInput("backbone_fpn_1", "1", "3", "16", "16");
            string coarse = graph.FloatInput("backbone_fpn_2", "1", "3", "8", "8");
            string padding = Float(graph, graph.Input("language_mask", BoolType, "1", "32"));
            string text = graph.FloatInput("language_features", "32", "1", "1");
            string boxes = graph.FloatInput("box_coords", "2", "1", "4");
            string labels = Float(graph, graph.Int64Input("box_labels", "2", "1"));
            string isEmpty = Float(graph, graph.Input("box_masks", BoolType, "1", "2"));

            string used = graph.Node("Sub", [graph.Scalar(1), Reshape(graph, isEmpty, 2, 1, 1)]);
            string box = graph.Node("ReduceSum", [graph.Node("Mul", [boxes, used]), graph.Integers(0)], OnnxAttribute.Int("keepdims", 0));
            string score = Weigh(
                graph, (Mean(graph, fine), 0.001f), (Mean(graph, middle), 0.002f), (Mean(graph, coarse), 0.004f),
                (Sum(graph, text), 1e-6f), (Sum(graph, padding), 0.01f),
                (Sum(graph, graph.Node("Mul", [box, graph.Weight("box_weights", [1f, 2, 3, 4], 4)])), 0.1f),
                (Sum(graph, graph.Node("Mul", [labels, Reshape(graph, used, 2, 1)])), 1));

            // Centre and size to corners, in 32 places.
            float[] corners = [1, 0, 1, 0, 0, 1, 0, 1, -0.5f, 0, 0.5f, 0, 0, -0.5f, 0, 0.5f];
            string edges = graph.Node(
                "MatMul", [Reshape(graph, box, 1, 4), graph.Weight("corners", corners.Select(v => 32 * v).ToArray(), 4, 4)]);
            string brightness = graph.Node("Sub", [fine, graph.Scalar(127.5f)]);
            string found = BrightInside(graph, edges, brightness, 32, 32);
            float[] rows = [.. Enumerable.Range(0, 32).Select(y => y < 4 ? 1f : -1)];
            float[] columns = [.. Enumerable.Range(0, 32).Select(x => x >= 28 ? 1f : -1)];
            string corner = graph.Node("Min", [graph.Weight("rows", rows, 1, 1, 32, 1), graph.Weight("columns", columns, 1, 1, 1, 32)]);
            string both = graph.Node("Concat", [found, corner], OnnxAttribute.Int("axis", 0));
            string sizes = graph.Node(
                "Concat", [graph.Integers(2, 1), Reshape(graph, height, 1), Reshape(graph, width, 1)], OnnxAttribute.Int("axis", 0));
            graph.Output("masks", graph.Node("Greater", [Resize(graph, both, sizes), graph.Scalar(0)]), BoolType, "n", "1", "h", "w");
            graph.FloatOutput("scores", graph.Node("Expand", [score, graph.Integers(2)]), "n");
        });
}
