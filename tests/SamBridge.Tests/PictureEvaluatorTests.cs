namespace ClipSurgery.Tests;

[Collection(nameof(EmojiScene))]
public class PictureEvaluatorTests(EmojiScene scene)
{
    private readonly EmojiScene _scene = scene;

    [Fact]
    public void Explanations_are_those_of_a_loop_over_the_maps()
    {
        IReadOnlyList<SimilarityMap> maps = _scene.Maps();
        Assert.Equal(_scene.Present.Count, _scene.Evaluation.Explanations.Count);
        foreach ((string label, ExplanationPair pair) in _scene.Present.Zip(_scene.Evaluation.Explanations))
        {
            float[] map = maps[_scene.IndexOf(label)].Resize(_scene.Image.Width, _scene.Image.Height);
            byte[] inside = _scene.Union(label).ToBitmap();

            Assert.Equal(
                Enumerable.Range(1, 19).Select(step => Math.Round(Iou(map, inside, step / 20f), 9)),
                pair.Ious.Select(iou => Math.Round(iou, 9)));
            Assert.Equal(Mean(map, inside, 1) - Mean(map, inside, 0), pair.Contrast, 1e-9);
            Assert.Equal(inside[Array.IndexOf(map, map.Max())] == 1, pair.IsHit);
            Assert.True(pair.IsHit, label);
            Assert.InRange(pair.Ious.Max(), 0.3, 1);
            Assert.InRange(pair.Contrast, 0.2, 1);
        }
    }

    [Fact]
    public void Points_are_those_of_text_to_points()
    {
        IReadOnlyList<SimilarityMap> maps = _scene.Maps();
        Assert.Equal(_scene.Present.Count, _scene.Evaluation.Points.Count);
        foreach ((string label, PointCounts counts) in _scene.Present.Zip(_scene.Evaluation.Points))
        {
            SimilarityMap map = maps[_scene.IndexOf(label)];
            byte[] inside = _scene.Union(label).ToBitmap();
            ILookup<bool, bool> isInside = TextToPoints.Plan(map.Values, map.GridWidth, map.GridHeight, 384, 384)
                .ToLookup(point => point.IsPositive, point => inside[(int)point.Point.Y * 384 + (int)point.Point.X] == 1);

            Assert.Equal(
                new PointCounts(
                    isInside[true].Count(),
                    isInside[true].Count(value => value),
                    isInside[false].Count(),
                    isInside[false].Count(value => !value)),
                counts);
            Assert.InRange(counts.PositiveInside, 1, counts.Positive);
            Assert.Equal(counts.Positive, counts.Negative);
        }
    }

    [Fact]
    public void Recognition_is_a_softmax_over_the_labels()
    {
        ImageTokens tokens = _scene.Clip.Encode(_scene.Image, Cancellation);
        TextEmbeddings texts = _scene.Clip.Embed(_scene.Labels, Cancellation);
        float scale = _scene.Clip.Config.LogitScale;
        double[] exponentials = [.. _scene.Labels.Select((_, i) => Math.Exp(scale * EmojiScene.Dot(tokens.Cls, texts[i])))];

        IReadOnlyList<float> recognition = _scene.Evaluation.Recognition;

        Assert.Equal(1, recognition.Sum(), 1e-5);
        Assert.All(exponentials.Zip(recognition), pair => Assert.Equal(pair.First / exponentials.Sum(), pair.Second, 1e-5));
        Assert.Equal("cloud", _scene.Labels[EmojiScene.IndexOfHighest(recognition)]);
        Assert.Equal(FeatureSurgery.Recognize(tokens, texts), _scene.Evaluation.RecognitionSurgery);
    }

    [Fact]
    public void Masks_are_those_of_the_segmenter()
    {
        LabelledImage found = _scene.Segmenter.Segment(
            _scene.Image, _scene.Labels, new SegmentOptions(), Cancellation);

        Assert.Equal(
            found.Instances.Select(instance => new FoundMask(instance.Label, instance.Score, instance.Mask.ToCompressed())),
            _scene.Evaluation.Found);
        Assert.Equal(3, _scene.Evaluation.Masks.AbsentAsked);
        foreach (LabelOutcome outcome in _scene.Evaluation.Masks.Present)
        {
            Instance[] instances = [.. found.Instances.Where(instance => instance.Label == outcome.Label)];
            Mask[] masks = [.. instances.Select(instance => instance.Mask)];
            IReadOnlyList<Mask> objects = _scene.Truth.Truth[outcome.Label];

            Assert.Equal(objects.Count, outcome.Objects);
            Assert.Equal(Mask.Union(masks).IoU(_scene.Union(outcome.Label)), outcome.UnionIou);
            Assert.Equal(masks.Select(mask => objects.Max(mask.IoU)), outcome.Instances.Select(instance => instance.Chosen));
            Assert.All(outcome.Instances, instance => Assert.InRange(instance.Chosen, 0.3, instance.Oracle));
        }
    }

    [Fact]
    public void Attention_is_that_of_patches_which_an_object_covers_by_half()
    {
        SelfAttention attention = _scene.Clip.Attend(_scene.Image, Cancellation);
        Assert.Equal(_scene.Present.Count, _scene.Evaluation.Attention.Count);
        foreach ((string label, AttentionShares shares) in _scene.Present.Zip(_scene.Evaluation.Attention))
        {
            bool[] foreground = HalfCovered(_scene.Union(label), attention.GridWidth, attention.GridHeight);

            for (int layer = 0; layer < attention.Layers; layer++)
            {
                Assert.Equal(SelectionRatio.ForegroundShare(attention.Raw(layer), foreground), shares.Raw[layer]);
                Assert.Equal(SelectionRatio.ForegroundShare(attention.Consistent(layer), foreground), shares.Consistent[layer]);
            }

            Assert.Equal((attention.Layers, attention.Layers), (shares.Raw.Count, shares.Consistent.Count));
            Assert.True(shares.Consistent[^1] > shares.Raw[^1], label);
        }

        Assert.Empty(_scene.Evaluate(_scene.Truth, EvaluationQueries.Present).Attention);
    }

    [Fact]
    public void Asking_for_present_labels_only_leaves_the_maps_as_they_are()
    {
        PictureEvaluation present = _scene.Evaluate(_scene.Truth, EvaluationQueries.Present);

        Assert.Equal(0, present.Masks.AbsentAsked);
        Assert.Equal(_scene.Present, present.Masks.Present.Select(outcome => outcome.Label));
        Assert.Equal(
            _scene.Evaluation.Explanations.SelectMany(pair => pair.Ious), present.Explanations.SelectMany(pair => pair.Ious));
        Assert.Equal(_scene.Evaluation.Semantic, present.Semantic);
        Assert.Equal(_scene.Evaluation.Recognition, present.Recognition);
    }

    [Theory]
    [InlineData(EvaluationQueries.All, 5)]
    [InlineData(EvaluationQueries.Present, 0)]
    public void A_picture_without_a_present_label_is_evaluated(EvaluationQueries queries, int asked)
    {
        EvaluationPicture nothing = _scene.Truth with { Truth = new Dictionary<string, IReadOnlyList<Mask>>() };

        PictureEvaluation evaluation = _scene.Evaluate(nothing, queries, measuresAttention: true);

        Assert.Equal((0, 0, 0), (evaluation.Explanations.Count, evaluation.Points.Count, evaluation.Attention.Count));
        Assert.Equal((0, asked), (evaluation.Masks.Present.Count, evaluation.Masks.AbsentAsked));
        Assert.Equal(evaluation.Found.Select(found => found.Label).Distinct(), evaluation.Masks.AbsentWithMask);
        Assert.Equal(queries == EvaluationQueries.All, evaluation.Masks.AbsentWithMask.Contains("cloud"));
        SemanticCount background = evaluation.Semantic.Single(count => count.Truth > 0);
        Assert.Equal((SemanticEvaluation.Background, _scene.Pixels), (background.Label, background.Truth));
        Assert.Equal(_scene.Evaluation.Recognition, evaluation.Recognition);
    }

    [Fact]
    public void An_object_that_fills_the_picture_explains_nothing_and_one_smaller_than_a_patch_has_no_attention()
    {
        EvaluationPicture truth = _scene.Truth with
        {
            Truth = new Dictionary<string, IReadOnlyList<Mask>>
            {
                ["cloud"] = [EmojiScene.Rectangle(0, 0, 384, 384)],
                ["tv"] = [EmojiScene.Rectangle(8, 8, 14, 14)],
            },
        };

        PictureEvaluation evaluation = _scene.Evaluate(truth, EvaluationQueries.Present, measuresAttention: true);

        Assert.Single(evaluation.Explanations);
        Assert.Equal(2, evaluation.Points.Count);
        Assert.Equal(0, evaluation.Points[0].NegativeOutside);
        AttentionShares shares = Assert.Single(evaluation.Attention);
        Assert.All(shares.Raw.Concat(shares.Consistent), share => Assert.Equal(1, share, 1e-9));
    }

    [Fact]
    public void A_picture_of_another_size_than_its_truth_is_refused_with_both_sizes()
    {
        EvaluationPicture truth = _scene.Truth with { Image = _scene.Truth.Image with { Width = 385 } };

        ClipSurgeryException error = Assert.Throws<ClipSurgeryException>(() => _scene.Evaluate(truth, EvaluationQueries.All));

        Assert.Contains("0011.jpg: is 384x384, and its ground truth 385x384", error.Message);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Patches whose pixels are at least half inside; a patch is a whole number of pixels here.</summary>
    private static bool[] HalfCovered(Mask mask, int columns, int rows)
    {
        byte[] inside = mask.ToBitmap();
        (int width, int height) = (mask.Width / columns, mask.Height / rows);
        int[] counts = new int[columns * rows];
        for (int i = 0; i < inside.Length; i++)
        {
            counts[i / mask.Width / height * columns + i % mask.Width / width] += inside[i];
        }

        return [.. counts.Select(count => 2 * count >= width * height)];
    }

    private static double Iou(float[] map, byte[] inside, float threshold)
    {
        int intersection = map.Zip(inside).Count(pixel => pixel.First >= threshold && pixel.Second == 1);
        int union = map.Zip(inside).Count(pixel => pixel.First >= threshold || pixel.Second == 1);
        return (double)intersection / union;
    }

    private static double Mean(float[] map, byte[] inside, byte side) =>
        map.Where((_, i) => inside[i] == side).Average(value => (double)value);
}
