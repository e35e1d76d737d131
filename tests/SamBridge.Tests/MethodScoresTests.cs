namespace ClipSurgery.Tests;

[Collection(nameof(EmojiScene))]
public class MethodScoresTests(EmojiScene scene)
{
    private static readonly CocoScores Unset = new(-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1);

    private readonly EmojiScene _scene = scene;

    [Fact]
    public void Without_pictures_there_are_no_numbers()
    {
        MethodScores scores = MethodScores.Of(_scene.Set, []);

        Assert.Equal(0, scores.Pictures);
        Assert.Equal(new ExplanationScores(double.NaN, double.NaN, double.NaN, double.NaN, 0), scores.Explanation);
        Assert.Equal((double.NaN, double.NaN), (scores.PositivePointsInside, scores.NegativePointsOutside));
        Assert.Equal((0, 0), (scores.RawAttention.Count, scores.ConsistentAttention.Count));
        Assert.Equal(new SemanticScores(double.NaN, double.NaN, double.NaN, 0), scores.Semantic);
        Assert.Equal(new SemanticScores(double.NaN, double.NaN, double.NaN, 0), scores.SemanticWithBackground);
        Assert.Equal((double.NaN, double.NaN), (scores.RecognitionMap, scores.RecognitionSurgeryMap));
        Assert.Equal(
            new MaskScores(0, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN), scores.Masks);
        Assert.Equal(Unset, scores.Coco);
    }

    [Fact]
    public void A_picture_without_labels_has_no_numbers_but_its_masks_in_vain()
    {
        EvaluationSet nothing = new(_scene.Set.Dataset with { Annotations = [] });

        PictureEvaluation picture = _scene.Evaluate(nothing.Pictures[0], EvaluationQueries.All);

        MethodScores scores = MethodScores.Of(nothing, [picture]);

        Assert.Equal((1, 0), (scores.Pictures, scores.Explanation.Pairs));
        Assert.Equal((double.NaN, double.NaN), (scores.Explanation.MeanIou, scores.RecognitionMap));
        Assert.Equal((0, double.NaN), (scores.Masks.Pairs, scores.Masks.UnionIou));
        Assert.Equal(picture.Found.DistinctBy(found => found.Label).Count() / 5.0, scores.Masks.AbsentWithMask);
        Assert.Equal(Unset, scores.Coco);
    }

    [Fact]
    public void The_scores_of_one_picture_are_its_own()
    {
        PictureEvaluation picture = _scene.Evaluation;

        MethodScores scores = MethodScores.Of(_scene.Set, [picture]);

        Assert.Equal((1, 2), (scores.Pictures, scores.Explanation.Pairs));
        Assert.Equal(
            Enumerable.Range(0, 19).Max(step => picture.Explanations.Average(pair => pair.Ious[step])),
            scores.Explanation.MeanIou,
            1e-12);
        Assert.Equal(
            (double)picture.Points.Sum(count => count.PositiveInside) / picture.Points.Sum(count => count.Positive),
            scores.PositivePointsInside);
        Assert.Equal(
            (double)picture.Points.Sum(count => count.NegativeOutside) / picture.Points.Sum(count => count.Negative),
            scores.NegativePointsOutside);
        Assert.Equal(picture.Attention.Average(shares => shares.Raw[^1]), scores.RawAttention[^1], 1e-12);
        Assert.Equal(picture.Attention.Average(shares => shares.Consistent[^1]), scores.ConsistentAttention[^1], 1e-12);
        Assert.Equal((1, 1), (scores.RecognitionMap, scores.RecognitionSurgeryMap));
        Assert.Equal(
            (double)picture.Semantic.Where(count => count.Label >= 0).Sum(count => count.Hits)
                / _scene.Present.Sum(label => _scene.Union(label).Area),
            scores.Semantic.PixelAccuracy,
            1e-12);
        Assert.Equal(picture.Masks.Present.Average(pair => pair.UnionIou), scores.Masks.UnionIou, 1e-12);
    }

    [Fact]
    public void The_numbers_of_coco_are_those_of_its_evaluation()
    {
        CocoImage image = _scene.Truth.Image;
        CocoDetection[] detections =
        [
            .. _scene.Segmenter.Segment(_scene.Image, _scene.Labels, null, Cancellation).Instances.Select(
                instance => new CocoDetection(image.Id, _scene.Set.CategoryIds[instance.Label], instance.Score, instance.Mask)),
        ];

        CocoScores scores = MethodScores.Of(_scene.Set, [_scene.Evaluation]).Coco;

        Assert.Equal(CocoEvaluation.Evaluate(_scene.Set.Dataset, detections, EvaluationTarget.Masks), scores);
        Assert.InRange(scores.AP50, 0.5, 1);
    }

    [Fact]
    public void Pictures_that_were_not_evaluated_count_nowhere()
    {
        CocoDataset dataset = _scene.Set.Dataset;
        CocoAnnotation[] annotations = [.. dataset.Annotations];
        EvaluationSet larger = new(dataset with
        {
            Images = [.. dataset.Images, new CocoImage(1000, "other.jpg", 384, 384)],
            Annotations = [.. annotations, annotations[0] with { Id = 100000, ImageId = 1000 }],
        });

        Assert.Equivalent(
            MethodScores.Of(_scene.Set, [_scene.Evaluation]), MethodScores.Of(larger, [_scene.Evaluation]), strict: true);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;
}
