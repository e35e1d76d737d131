namespace ClipSurgery.Tests;

public class PictureEvaluatorTests(EmojiScene scene) : IClassFixture<EmojiScene>
{
    private readonly EmojiScene _scene = scene;

    [Fact]
    public void Explanations_are_those_of_a_loop_over_the_maps()
    {
        IReadOnlyList<SimilarityMap> maps = _scene.Maps();
        Assert.Equal(_scene.Present.Count, _scene.Evaluation.Explanations.Count);
        foreach ((string label, ExplanationPair pair) in _scene.Present.Zip(_scene.Evaluation.Explanations))
        {
            float[] map = maps[IndexOf(label)].Resize(_scene.Image.Width, _scene.Image.Height);
            byte[] inside = Union(label).ToBitmap();

            Assert.Equal(
                Enumerable.Range(1, 19).Select(step => Math.Round(Iou(map, inside, step / 20f), 9)), pair.Ious.Select(iou => Math.Round(iou, 9)));
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
            SimilarityMap map = maps[IndexOf(label)];
            byte[] inside = Union(label).ToBitmap();
            ILookup<bool, bool> isInside = TextToPoints.Plan(map.Values, map.GridWidth, map.GridHeight, _scene.Image.Width, _scene.Image.Height)
                .ToLookup(point => point.IsPositive, point => inside[(int)point.Point.Y * _scene.Image.Width + (int)point.Point.X] == 1);

            Assert.Equal(
                new PointCounts(
                    isInside[true].Count(), isInside[true].Count(value => value), isInside[false].Count(), isInside[false].Count(value => !value)),
                counts);
            Assert.InRange(counts.PositiveInside, 1, counts.Positive);
            Assert.Equal(counts.Positive, counts.Negative);
        }
    }

    [Fact]
    public void Recognition_is_a_softmax_over_the_labels()
    {
        ImageTokens tokens = _scene.Clip.Encode(_scene.Image, TestContext.Current.CancellationToken);
        TextEmbeddings texts = _scene.Clip.Embed(_scene.Labels, TestContext.Current.CancellationToken);
        double[] exponentials = [.. _scene.Labels.Select((_, i) => Math.Exp(_scene.Clip.Config.LogitScale * Dot(tokens.Cls, texts[i])))];

        IReadOnlyList<float> recognition = _scene.Evaluation.Recognition;

        Assert.Equal(1, recognition.Sum(), 1e-5);
        Assert.All(exponentials.Zip(recognition), pair => Assert.Equal(pair.First / exponentials.Sum(), pair.Second, 1e-5));
        Assert.Equal("cloud", _scene.Labels[IndexOfHighest(recognition)]);
        Assert.Equal(FeatureSurgery.Recognize(tokens, texts), _scene.Evaluation.RecognitionSurgery);
    }

    [Fact]
    public void The_true_pixels_of_a_label_are_those_of_its_objects()
    {
        foreach (IReadOnlyList<SemanticCount> counts in (IReadOnlyList<SemanticCount>[])[_scene.Evaluation.Semantic, _scene.Evaluation.SemanticWithBackground])
        {
            Dictionary<int, SemanticCount> byLabel = counts.ToDictionary(count => count.Label);

            Assert.All(_scene.Present, label => Assert.Equal(Union(label).Area, byLabel[IndexOf(label)].Truth));
            Assert.Equal(_scene.Pixels - _scene.Present.Sum(label => Union(label).Area), byLabel[SemanticEvaluation.Background].Truth);
            Assert.Equal(_scene.Pixels, counts.Sum(count => count.Truth));
            Assert.Equal(_scene.Pixels, counts.Sum(count => count.PredictedOnLabels + count.PredictedOnBackground));
        }
    }

    [Fact]
    public void The_highest_label_wins_and_the_background_where_none_is_likely()
    {
        short[] winners = NaiveWinners();
        double[] likeliest = NaiveLikeliest();
        byte[][] inside = [.. _scene.Labels.Select(label => _scene.Present.Contains(label) ? Union(label).ToBitmap() : new byte[_scene.Pixels])];
        foreach (string label in _scene.Present)
        {
            int index = IndexOf(label);
            SemanticCount plain = _scene.Evaluation.Semantic.Single(count => count.Label == index);
            SemanticCount withBackground = _scene.Evaluation.SemanticWithBackground.Single(count => count.Label == index);

            Assert.Equal(Count(i => winners[i] == index && inside[index][i] == 1), plain.Hits);
            Assert.Equal(Count(i => winners[i] == index), plain.PredictedOnLabels + plain.PredictedOnBackground);

            // Floats against doubles: a few pixels at the border of 0.5 may fall on the other side.
            Assert.Equal(Count(i => winners[i] == index && likeliest[i] >= 0.5 && inside[index][i] == 1), withBackground.Hits, 3.0);
            Assert.Equal(
                Count(i => winners[i] == index && likeliest[i] >= 0.5),
                withBackground.PredictedOnLabels + withBackground.PredictedOnBackground,
                3.0);
            Assert.InRange(withBackground.Hits, plain.Truth / 4, plain.Hits);
        }

        int Count(Predicate<int> predicate) => Enumerable.Range(0, _scene.Pixels).Count(i => predicate(i));
    }

    [Fact]
    public void Where_objects_overlap_the_smaller_one_is_on_top_and_crowds_do_not_count()
    {
        Mask large = Rectangle(0, 0, 200, 200);
        Mask small = Rectangle(100, 100, 150, 250);
        Mask crowd = Rectangle(140, 0, 384, 120);
        EvaluationPicture truth = new(
            _scene.Truth.Image, new Dictionary<string, IReadOnlyList<Mask>> { ["tv"] = [small], ["cloud"] = [large] }, [crowd]);

        Dictionary<int, SemanticCount> counts =
            _scene.Evaluate(truth, EvaluationQueries.Present).Semantic.ToDictionary(count => count.Label);

        Assert.Equal(small.Area, counts[IndexOf("tv")].Truth);
        Assert.Equal(large.Area - small.IntersectionArea(large), counts[IndexOf("cloud")].Truth);
        Assert.Equal(_scene.Pixels - Mask.Union([large, small, crowd]).Area, counts[SemanticEvaluation.Background].Truth);
    }

    [Fact]
    public void Masks_are_those_of_the_segmenter()
    {
        LabelledImage found = _scene.Segmenter.Segment(
            _scene.Image, _scene.Labels, new SegmentOptions(), TestContext.Current.CancellationToken);

        Assert.Equal(
            found.Instances.Select(instance => new FoundMask(instance.Label, instance.Score, instance.Mask.ToCompressed())), _scene.Evaluation.Found);
        Assert.Equal(3, _scene.Evaluation.Masks.AbsentAsked);
        foreach (LabelOutcome outcome in _scene.Evaluation.Masks.Present)
        {
            Mask[] masks = [.. found.Instances.Where(instance => instance.Label == outcome.Label).Select(instance => instance.Mask)];
            IReadOnlyList<Mask> objects = _scene.Truth.Truth[outcome.Label];

            Assert.Equal(objects.Count, outcome.Objects);
            Assert.Equal(Mask.Union(masks).IoU(Union(outcome.Label)), outcome.UnionIou);
            Assert.Equal(masks.Select(mask => objects.Max(mask.IoU)), outcome.Instances.Select(instance => instance.Chosen));
            Assert.All(outcome.Instances, instance => Assert.InRange(instance.Chosen, 0.3, instance.Oracle));
        }
    }

    [Fact]
    public void Attention_is_that_of_patches_which_an_object_covers_by_half()
    {
        SelfAttention attention = _scene.Clip.Attend(_scene.Image, TestContext.Current.CancellationToken);
        Assert.Equal(_scene.Present.Count, _scene.Evaluation.Attention.Count);
        foreach ((string label, AttentionShares shares) in _scene.Present.Zip(_scene.Evaluation.Attention))
        {
            bool[] foreground = HalfCovered(Union(label), attention.GridWidth, attention.GridHeight);

            Assert.Equal(
                Enumerable.Range(0, attention.Layers).Select(layer => SelectionRatio.ForegroundShare(attention.Raw(layer), foreground)), shares.Raw);
            Assert.Equal(
                Enumerable.Range(0, attention.Layers).Select(layer => SelectionRatio.ForegroundShare(attention.Consistent(layer), foreground)),
                shares.Consistent);
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
        Assert.Equal(_scene.Evaluation.Explanations.SelectMany(pair => pair.Ious), present.Explanations.SelectMany(pair => pair.Ious));
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
        Assert.Equal(_scene.Pixels, evaluation.Semantic.Single(count => count.Truth > 0 && count.Label == SemanticEvaluation.Background).Truth);
        Assert.Equal(_scene.Evaluation.Recognition, evaluation.Recognition);
    }

    [Fact]
    public void An_object_that_fills_the_picture_explains_nothing_and_one_smaller_than_a_patch_has_no_attention()
    {
        EvaluationPicture truth = _scene.Truth with
        {
            Truth = new Dictionary<string, IReadOnlyList<Mask>> { ["cloud"] = [Rectangle(0, 0, 384, 384)], ["tv"] = [Rectangle(8, 8, 14, 14)] },
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

    private int IndexOf(string label) => _scene.Labels.Index().Single(item => item.Item == label).Index;

    private Mask Union(string label) => Mask.Union(_scene.Truth.Truth[label]);

    private static Mask Rectangle(int left, int top, int right, int bottom) =>
        Mask.FromPolygons(384, 384, [[left, top, right, top, right, bottom, left, bottom]]);

    private short[] NaiveWinners()
    {
        float[][] maps = [.. _scene.Maps().Select(map => Resize(map.Values.ToArray(), map.GridWidth, map.GridHeight))];
        return [.. Enumerable.Range(0, _scene.Pixels).Select(i => (short)IndexOfHighest([.. maps.Select(map => map[i])]))];
    }

    /// <summary>The highest probability of each pixel: a softmax over the labels and the empty text at half the trained scale.</summary>
    private double[] NaiveLikeliest()
    {
        ImageTokens tokens = _scene.Clip.Encode(_scene.Image, TestContext.Current.CancellationToken);
        TextEmbeddings texts = _scene.Clip.Embed(_scene.Labels, TestContext.Current.CancellationToken);
        int patches = tokens.GridWidth * tokens.GridHeight;
        float[][] probabilities = [.. _scene.Labels.Select(_ => new float[patches])];
        for (int patch = 0; patch < patches; patch++)
        {
            ReadOnlySpan<float> token = tokens.Patches.Slice(patch * texts.Width, texts.Width);
            double sum = Exponential(token, texts.Empty);
            for (int label = 0; label < probabilities.Length; label++)
            {
                sum += Exponential(token, texts[label]);
            }

            for (int label = 0; label < probabilities.Length; label++)
            {
                probabilities[label][patch] = (float)(Exponential(token, texts[label]) / sum);
            }
        }

        float[][] resized = [.. probabilities.Select(map => Resize(map, tokens.GridWidth, tokens.GridHeight))];
        return [.. Enumerable.Range(0, _scene.Pixels).Select(i => (double)resized.Max(map => map[i]))];

        double Exponential(ReadOnlySpan<float> token, ReadOnlySpan<float> text) => Math.Exp(0.5 * _scene.Clip.Config.LogitScale * Dot(token, text));
    }

    private float[] Resize(float[] map, int columns, int rows)
    {
        float[] resized = new float[_scene.Pixels];
        BilinearResize.Resize(map, columns, rows, resized, _scene.Image.Width, _scene.Image.Height);
        return resized;
    }

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

    private static double Mean(float[] map, byte[] inside, byte side) => map.Where((_, i) => inside[i] == side).Average(value => (double)value);

    private static double Dot(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        double sum = 0;
        for (int i = 0; i < left.Length; i++)
        {
            sum += (double)left[i] * right[i];
        }

        return sum;
    }

    private static int IndexOfHighest(IReadOnlyList<float> values)
    {
        int highest = 0;
        for (int i = 1; i < values.Count; i++)
        {
            highest = values[i] > values[highest] ? i : highest;
        }

        return highest;
    }
}
