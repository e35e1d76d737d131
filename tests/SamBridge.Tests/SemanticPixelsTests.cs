namespace ClipSurgery.Tests;

/// <summary>The semantic segmentation of a picture against a loop over its pixels.</summary>
[Collection(nameof(EmojiScene))]
public class SemanticPixelsTests(EmojiScene scene)
{
    private readonly EmojiScene _scene = scene;

    [Fact]
    public void The_true_pixels_of_a_label_are_those_of_its_objects()
    {
        IReadOnlyList<SemanticCount>[] both = [_scene.Evaluation.Semantic, _scene.Evaluation.SemanticWithBackground];
        foreach (IReadOnlyList<SemanticCount> counts in both)
        {
            Dictionary<int, SemanticCount> byLabel = counts.ToDictionary(count => count.Label);

            Assert.All(_scene.Present, label => Assert.Equal(_scene.Union(label).Area, byLabel[_scene.IndexOf(label)].Truth));
            Assert.Equal(
                _scene.Pixels - _scene.Present.Sum(label => _scene.Union(label).Area),
                byLabel[SemanticEvaluation.Background].Truth);
            Assert.Equal(_scene.Pixels, counts.Sum(count => count.Truth));
            Assert.Equal(_scene.Pixels, counts.Sum(count => count.PredictedOnLabels + count.PredictedOnBackground));
        }
    }

    [Fact]
    public void The_highest_label_wins_and_the_background_where_none_is_likely()
    {
        short[] winners = NaiveWinners();
        double[] likeliest = NaiveLikeliest();
        foreach (string label in _scene.Present)
        {
            int index = _scene.IndexOf(label);
            byte[] inside = _scene.Union(label).ToBitmap();
            SemanticCount plain = _scene.Evaluation.Semantic.Single(count => count.Label == index);
            SemanticCount withBackground = _scene.Evaluation.SemanticWithBackground.Single(count => count.Label == index);

            Assert.Equal(Count(i => winners[i] == index && inside[i] == 1), plain.Hits);
            Assert.Equal(Count(i => winners[i] == index), plain.PredictedOnLabels + plain.PredictedOnBackground);

            // Floats against doubles: a few pixels at the border of 0.5 may fall on the other side.
            Assert.Equal(Count(i => winners[i] == index && likeliest[i] >= 0.5 && inside[i] == 1), withBackground.Hits, 3.0);
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
        Mask large = EmojiScene.Rectangle(0, 0, 200, 200);
        Mask small = EmojiScene.Rectangle(100, 100, 150, 250);
        Mask crowd = EmojiScene.Rectangle(140, 0, 384, 120);
        EvaluationPicture truth = new(
            _scene.Truth.Image, new Dictionary<string, IReadOnlyList<Mask>> { ["tv"] = [small], ["cloud"] = [large] }, [crowd]);

        Dictionary<int, SemanticCount> counts =
            _scene.Evaluate(truth, EvaluationQueries.Present).Semantic.ToDictionary(count => count.Label);

        Assert.Equal(small.Area, counts[_scene.IndexOf("tv")].Truth);
        Assert.Equal(large.Area - small.IntersectionArea(large), counts[_scene.IndexOf("cloud")].Truth);
        Assert.Equal(_scene.Pixels - Mask.Union([large, small, crowd]).Area, counts[SemanticEvaluation.Background].Truth);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private short[] NaiveWinners()
    {
        float[][] maps = [.. _scene.Maps().Select(map => Resize(map.Values.ToArray(), map.GridWidth, map.GridHeight))];
        return
        [
            .. Enumerable.Range(0, _scene.Pixels).Select(i => (short)EmojiScene.IndexOfHighest([.. maps.Select(map => map[i])])),
        ];
    }

    /// <summary>Each pixel's highest probability: a softmax over labels and the empty text at half the trained scale.</summary>
    private double[] NaiveLikeliest()
    {
        ImageTokens tokens = _scene.Clip.Encode(_scene.Image, Cancellation);
        PatchEvidence evidence = PatchEvidence.Of(_scene.Clip, tokens, _scene.Clip.Embed(_scene.Labels, Cancellation), Cancellation);
        float[][] probabilities = [.. _scene.Labels.Select((_, label) => evidence.Of(label))];
        float[][] resized = [.. probabilities.Select(map => Resize(map, tokens.GridWidth, tokens.GridHeight))];
        return [.. Enumerable.Range(0, _scene.Pixels).Select(i => (double)resized.Max(map => map[i]))];
    }

    private float[] Resize(float[] map, int columns, int rows)
    {
        float[] resized = new float[_scene.Pixels];
        BilinearResize.Resize(map, columns, rows, resized, _scene.Image.Width, _scene.Image.Height);
        return resized;
    }
}
