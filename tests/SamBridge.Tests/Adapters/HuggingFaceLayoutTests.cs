using static ClipSurgery.Tests.MicroSam;

namespace ClipSurgery.Tests;

/// <summary>Decoders of the Hugging Face hub that the reference layouts do not have: with boxes, and SAM 3's tracker.</summary>
public sealed class HuggingFaceLayoutTests
{
    /// <summary>What a decoder does with several prompts.</summary>
    public enum Answers
    {
        /// <summary>It answers each.</summary>
        Each,

        /// <summary>It fails, since a shape inside is fixed.</summary>
        FixedShape,

        /// <summary>It answers the first alone: three masks, as many as three prompts of one mask would have.</summary>
        FirstPrompt,
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private const int Side = 64;
    private const int Low = 32;
    private const int Embedding = 8;

    // Black and white, normalised and padded with 0: 60 x 40 pixels become 64 x 43 of 64 x 64.
    private static readonly RgbImage Picture = Halves(60, 40, (0, 0, 0), (255, 255, 255));
    private static readonly BoxXywh Box = new(15, 10, 30, 20);

    [Fact]
    public void A_decoder_of_boxes_alone_is_given_the_box_in_the_padded_frame()
    {
        using MicroSam files = Sam1(hasPoints: false, hasBoxes: true);
        using SamModel sam = SamModel.Load(files.Folder);
        using SamImage image = sam.Encode(Picture, Token);

        MaskCandidate candidate = Assert.Single(image.Predict(new MaskPrompt([], Box), Token));

        Assert.False(sam.PromptLimits.TakesPoints);
        Assert.True(candidate.ToMask().IoU(Rectangle(Picture, 30, 10, 45, 30)) > 0.9);
        Assert.Equal(PictureMean(43) + 0.001 * 64 / 60 * (15 + 2 * 10 + 3 * 45 + 4 * 30), candidate.PredictedIou, 0.02);
    }

    [Fact]
    public void Points_become_the_box_around_them_where_only_boxes_are_taken()
    {
        using MicroSam files = Sam1(hasPoints: false, hasBoxes: true);
        using SamModel sam = SamModel.Load(files.Folder);
        using SamImage image = sam.Encode(Picture, Token);
        MaskPrompt prompt = new([Point(32, 12, true), Point(50, 30, true), Point(2, 2, false)]);

        Mask mask = image.Predict(prompt, Token)[0].ToMask();

        Assert.True(mask.IoU(Rectangle(Picture, 32, 12, 50, 30)) > 0.85);
        string refused = Assert.Throws<ArgumentException>(
            () => image.Predict(new MaskPrompt([Point(2, 2, false)]), Token)).Message;
        Assert.Contains("give a positive point or a box", refused);
    }

    [Fact]
    public void A_decoder_of_points_and_boxes_always_has_a_box()
    {
        using MicroSam files = Sam1(hasPoints: true, hasBoxes: true);
        using SamModel sam = SamModel.Load(files.Folder);
        using SamImage image = sam.Encode(Picture, Token);
        const double Scale = 64.0 / 60;

        MaskCandidate both = image.Predict(new MaskPrompt([Point(40, 20, true)], Box), Token)[0];
        MaskCandidate point = image.Predict(new MaskPrompt([Point(40, 20, true), Point(5, 6, false)]), Token)[0];

        Assert.True(both.ToMask().IoU(Rectangle(Picture, 30, 10, 45, 30)) > 0.9);
        Assert.Equal(
            PictureMean(43) + 0.001 * Scale * (15 + 2 * 10 + 3 * 45 + 4 * 30)
            + 0.001 * PointSum((40 * Scale, 20 * 43.0 / 40, 1)),
            both.PredictedIou, 0.02);
        Assert.True(point.ToMask().IoU(Rectangle(Picture, 30, 0, 60, 40)) > 0.9);
        Assert.Equal(
            PictureMean(43) + 0.001 * (3 * 64 + 4 * 43)
            + 0.001 * PointSum((40 * Scale, 20 * 43.0 / 40, 1), (5 * Scale, 6 * 43.0 / 40, 0)),
            point.PredictedIou, 0.02);
    }

    [Fact]
    public void A_decoder_of_points_alone_gets_a_boxs_centre()
    {
        using MicroSam files = Sam1(hasPoints: true, hasBoxes: false);
        using SamModel sam = SamModel.Load(files.Folder);
        using SamImage image = sam.Encode(Picture, Token);

        MaskCandidate candidate = image.Predict(new MaskPrompt([], Box), Token)[0];
        MaskCandidate beside = image.Predict(new MaskPrompt([Point(40, 20, true)], Box), Token)[0];

        Assert.False(sam.PromptLimits.TakesBoxes);
        Assert.Equal(PictureMean(43) + 0.001 * PointSum((30 * 64.0 / 60, 20 * 43.0 / 40, 1)), candidate.PredictedIou, 0.02);
        Assert.Equal(PictureMean(43) + 0.001 * PointSum((40 * 64.0 / 60, 20 * 43.0 / 40, 1)), beside.PredictedIou, 0.02);
    }

    [Fact]
    public void Sam_3s_tracker_sees_minus_one_to_one_in_a_squashed_picture()
    {
        using MicroSam files = new MicroSam()
            .WithEncoder(
                "vision_encoder.onnx", "pixel_values", 1008,
                ("image_embeddings.0", 252), ("image_embeddings.1", 126), ("image_embeddings.2", 63))
            .With("prompt_encoder_mask_decoder.onnx", graph =>
            {
                string[] embeddings =
                [
                    graph.FloatInput("image_embeddings.0", "1", "3", "252", "252"),
                    graph.FloatInput("image_embeddings.1", "1", "3", "126", "126"),
                    graph.FloatInput("image_embeddings.2", "1", "3", "63", "63"),
                ];
                string points = graph.FloatInput("input_points", "1", "1", "n", "2");
                string labels = Float(graph, graph.Int64Input("input_labels", "1", "1", "n"));
                string boxes = graph.FloatInput("input_boxes", "1", "k", "4");
                string score = Weigh(
                    graph, (Mean(graph, embeddings[0]), 1), (Mean(graph, embeddings[1]), 2), (Mean(graph, embeddings[2]), 4),
                    (PointSum(graph, points, labels), 0.0001f), (Sum(graph, boxes), 0.001f));
                graph.FloatOutput("iou_scores", Reshape(graph, score, 1, 1, 1), "1", "1", "1");
                string brightness = graph.Node("ReduceMean", [embeddings[2]], OnnxAttribute.Ints("axes", 1));
                string masks = Resize(graph, brightness, graph.Integers(1, 1, 252, 252));
                graph.FloatOutput("pred_masks", Reshape(graph, masks, 1, 1, 1, 252, 252), "1", "1", "1", "252", "252");
            });
        using SamModel sam = SamModel.Load(files.Folder);
        RgbImage picture = Halves(60, 40, (0, 0, 0), (255, 51, 51));
        using SamImage image = sam.Encode(picture, Token);

        MaskCandidate point = image.Predict(new MaskPrompt([Point(15, 10, true)]), Token)[0];
        MaskCandidate box = image.Predict(new MaskPrompt([], Box), Token)[0];

        // Left −1, right 1, −0.6, −0.6.
        double pictureMean = 7 * ((-1 + (1 - 0.6 - 0.6) / 3) / 2);
        Assert.Equal(252, sam.LowResolutionSize);
        Assert.Equal(pictureMean + 0.0001 * PointSum((15 * 16.8, 10 * 25.2, 1)), point.PredictedIou, 0.002);
        Assert.Equal(pictureMean + 0.001 * (15 * 16.8 + 10 * 25.2 + 45 * 16.8 + 30 * 25.2), box.PredictedIou, 0.002);
    }

    [Fact]
    public void Prompts_of_one_form_are_answered_in_batches_where_their_number_is_free()
    {
        using MicroSam files = Batches(Answers.Each);
        using SamModel sam = SamModel.Load(files.Folder);
        using SamImage image = sam.Encode(Picture, Token);
        MaskPrompt[] prompts =
        [
            .. Enumerable.Range(0, 6).Select(i => new MaskPrompt([Point(6 * i, 30, true)])),
            new([Point(1, 2, true), Point(3, 4, false)]), new([], Box), new([Point(45, 20, true)], Box),
        ];

        IReadOnlyList<IReadOnlyList<MaskCandidate>> answers = image.Predict(prompts, Token);

        Assert.Equal(prompts.Length, answers.Count);
        int[] together = [4, 4, 4, 4, 2, 2, 1, 1, 1];
        for (int i = 0; i < prompts.Length; i++)
        {
            IReadOnlyList<MaskCandidate> alone = image.Predict(prompts[i], Token);
            Assert.Equal(3, answers[i].Count);
            for (int mask = 0; mask < 3; mask++)
            {
                // The model adds 100 for each prompt of a run.
                Assert.Equal(alone[mask].PredictedIou + 100 * (together[i] - 1), answers[i][mask].PredictedIou, 1e-3);
                Assert.Equal(alone[mask].Logits.ToArray(), answers[i][mask].Logits.ToArray());
            }
        }

        MaskCandidate second = image.Predict(prompts[3], Token)[1];
        Assert.Equal(100 + 0.001 * PointSum((18 * 64.0 / 60, 30 * 64.0 / 40, 1)) + 1, second.PredictedIou, 0.01);
        Assert.Empty(image.Predict([], Token));
    }

    [Theory]
    [InlineData(Answers.FixedShape)]
    [InlineData(Answers.FirstPrompt)]
    public void Prompts_are_asked_one_by_one_where_their_number_looks_free_and_is_not(Answers answered)
    {
        using MicroSam files = Batches(answered);
        using SamModel sam = SamModel.Load(files.Folder);
        using SamImage image = sam.Encode(Picture, Token);
        MaskPrompt[] prompts = [.. Enumerable.Range(0, 3).Select(i => new MaskPrompt([Point(6 * i, 30, true)]))];

        IReadOnlyList<IReadOnlyList<MaskCandidate>> answers = image.Predict(prompts, Token);

        Assert.Equal(
            prompts.Select(prompt => image.Predict(prompt, Token)[0].PredictedIou),
            answers.Select(answer => answer[0].PredictedIou));
    }

    /// <summary>
    /// A decoder of several prompts with three masks each. A mask's score is its place, plus 100 a prompt of the run, plus a
    /// number of the prompt's own; its logits are that number too.
    /// </summary>
    private static MicroSam Batches(Answers answered) => new MicroSam()
        .WithEncoder(
            "vision_encoder.onnx", "pixel_values", Side,
            ("image_embeddings.0", Low), ("image_embeddings.1", Low / 2), ("image_embeddings.2", Embedding))
        .With("prompt_encoder_mask_decoder.onnx", graph =>
        {
            string[] embeddings =
            [
                graph.FloatInput("image_embeddings.0", "1", "3", $"{Low}", $"{Low}"),
                graph.FloatInput("image_embeddings.1", "1", "3", $"{Low / 2}", $"{Low / 2}"),
                graph.FloatInput("image_embeddings.2", "1", "3", $"{Embedding}", $"{Embedding}"),
            ];
            string points = graph.FloatInput("input_points", "1", "p", "n", "2");
            string labels = Float(graph, graph.Int64Input("input_labels", "1", "p", "n"));
            string boxes = graph.FloatInput("input_boxes", "1", "k", "4");
            string nothing = Weigh(
                graph, (Mean(graph, embeddings[0]), 0), (Mean(graph, embeddings[1]), 0), (Mean(graph, embeddings[2]), 0),
                (Sum(graph, boxes), 0));
            string x = graph.Node("Gather", [points, graph.Integer(0)], OnnxAttribute.Int("axis", -1));
            string y = graph.Node("Gather", [points, graph.Integer(1)], OnnxAttribute.Int("axis", -1));
            string place = graph.Node("Add", [Weigh(graph, (x, 0.001f), (y, 0.002f)), graph.Scalar(0.001f)]);
            string each = graph.Node("Mul", [place, graph.Node("Add", [labels, graph.Scalar(2)])]);
            string own = graph.Node("ReduceSum", [each, graph.Integers(2)], OnnxAttribute.Int("keepdims", 1));
            string run = graph.Node(
                "Gather", [graph.Node("Shape", [points]), graph.Integer(1)], OnnxAttribute.Int("axis", 0));
            string score = graph.Node("Add", [own, Weigh(graph, (Float(graph, run), 100), (nothing, 1))]);
            string scores = graph.Node("Add", [score, graph.Weight("places", [0f, 1, 2], 3)]);
            string given = answered == Answers.FixedShape ? Reshape(graph, scores, 1, 1, 3) : scores;
            graph.FloatOutput("iou_scores", given, "1", "p", "3");
            if (answered == Answers.FirstPrompt)
            {
                scores = FirstPrompt(graph, scores);
                own = FirstPrompt(graph, own);
            }

            string logits = graph.Node("Unsqueeze", [own, graph.Integers(3, 4)]);
            string masks = graph.Node("Expand", [logits, graph.Integers(1, 1, 3, Low, Low)]);
            graph.FloatOutput("pred_masks", masks, "1", "p", "3", $"{Low}", $"{Low}");
        });

    private static string FirstPrompt(OnnxGraphBuilder graph, string values) =>
        graph.Node("Slice", [values, graph.Integers(0), graph.Integers(1), graph.Integers(1)]);

    private static PromptPoint Point(float x, float y, bool isPositive) => new(new ImagePoint(x, y), isPositive);

    /// <summary>Mean of the normalised black and white picture in the square, of which it covers some rows.</summary>
    private static double PictureMean(int rows)
    {
        (double, double)[] channels = [(123.675, 58.395), (116.28, 57.12), (103.53, 57.375)];
        return channels.Average(channel => (127.5 - channel.Item1) / channel.Item2) * rows / Side;
    }

    private static MicroSam Sam1(bool hasPoints, bool hasBoxes) => new MicroSam()
        .WithEncoder(
            "onnx/vision_encoder.onnx", "pixel_values", Side,
            ("image_embeddings", Embedding), ("image_positional_embeddings", Embedding))
        .With("onnx/prompt_encoder_mask_decoder.onnx", graph =>
        {
            string embedding = graph.FloatInput("image_embeddings", "1", "3", $"{Embedding}", $"{Embedding}");
            string position = graph.FloatInput("image_positional_embeddings", "1", "3", $"{Embedding}", $"{Embedding}");
            string box = graph.Weight("everything", [0f, 0, Side, Side], 1, 1, 4);
            string score = Weigh(graph, (Mean(graph, embedding), 0.5f), (Mean(graph, position), 0.5f));
            if (hasBoxes)
            {
                // Points and boxes go through one Concat: without exactly one box, it fails as the real graph does.
                box = Reshape(graph, graph.FloatInput("input_boxes", "1", "k", "4"), 1, 1, 4);
                string weighted = graph.Node("Mul", [box, graph.Weight("box_weights", [1f, 2, 3, 4], 4)]);
                score = graph.Node("Add", [score, Weigh(graph, (Sum(graph, weighted), 0.001f))]);
            }

            if (hasPoints)
            {
                string points = graph.FloatInput("input_points", "1", "1", "n", "2");
                string labels = Float(graph, graph.Int64Input("input_labels", "1", "1", "n"));
                score = graph.Node("Add", [score, Weigh(graph, (PointSum(graph, points, labels), 0.001f))]);
            }

            graph.FloatOutput("iou_scores", Reshape(graph, score, 1, 1, 1), "1", "1", "1");
            string masks = Reshape(graph, BrightInside(graph, box, embedding, Side, Low), 1, 1, 1, Low, Low);
            graph.FloatOutput("pred_masks", masks, "1", "1", "1", $"{Low}", $"{Low}");
        });
}
