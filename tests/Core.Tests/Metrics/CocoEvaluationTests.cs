using System.Text.Json;

namespace ClipSurgery.Tests;

public class CocoEvaluationTests
{
    [Theory]
    [InlineData(EvaluationTarget.Masks, "segm")]
    [InlineData(EvaluationTarget.Boxes, "bbox")]
    public void The_twelve_numbers_are_those_of_pycocotools(EvaluationTarget target, string golden)
    {
        CocoDataset truth = CocoReader.Read(TestData.Golden("coco", "eval_gt.json"));
        IReadOnlyList<CocoDetection> detections = CocoReader.ReadDetections(TestData.Golden("coco", "eval_dt.json"), truth);
        JsonElement expected =
            JsonDocument.Parse(File.ReadAllBytes(TestData.Golden("coco", "eval_expected.json"))).RootElement.GetProperty(golden);

        CocoScores scores = CocoEvaluation.Evaluate(truth, detections, target);

        foreach (JsonProperty number in expected.EnumerateObject())
        {
            double actual = (double)typeof(CocoScores).GetProperty(number.Name)!.GetValue(scores)!;
            double difference = Math.Abs(number.Value.GetDouble() - actual);
            Assert.True(difference < 1e-9, $"{number.Name}: {number.Value} expected, {actual} found");
        }
    }

    [Fact]
    public void A_data_set_scores_one_against_itself()
    {
        CocoDataset truth = Truth(Square(1, 0, 0, 4), Square(2, 5, 5, 4));

        CocoDetection[] detections = [Detect(Square(1, 0, 0, 4), .9), Detect(Square(2, 5, 5, 4), .8)];

        CocoScores scores = CocoEvaluation.Evaluate(truth, detections, EvaluationTarget.Masks);

        Assert.Equal(1, scores.AP, 1e-12);
        Assert.Equal(1, scores.APs, 1e-12);
        Assert.Equal(.5, scores.AR1);
        Assert.Equal(1, scores.AR10);
    }

    [Fact]
    public void Sizes_that_no_ground_truth_has_are_minus_one()
    {
        CocoScores scores = CocoEvaluation.Evaluate(Truth(Square(1, 0, 0, 4)), [], EvaluationTarget.Masks);

        Assert.Equal((0, 0, -1, -1, -1, -1), (scores.AP, scores.APs, scores.APm, scores.APl, scores.ARm, scores.ARl));
    }

    [Fact]
    public void Detections_in_a_crowd_do_no_harm_however_many()
    {
        CocoDataset truth = Truth(Square(1, 0, 0, 4), Square(2, 5, 5, 5) with { IsCrowd = true });
        CocoDetection[] inCrowd = [Detect(Square(0, 5, 5, 2), .95), Detect(Square(0, 7, 7, 3), .94)];

        CocoScores scores = CocoEvaluation.Evaluate(truth, [.. inCrowd, Detect(Square(0, 0, 0, 4), .5)], EvaluationTarget.Masks);

        Assert.Equal(1, scores.AP, 1e-12);
    }

    [Fact]
    public void Equal_scores_keep_the_order_of_the_file()
    {
        CocoDataset truth = Truth(Square(1, 0, 0, 4));
        CocoDetection right = Detect(Square(0, 0, 0, 4), .5);
        CocoDetection wrong = Detect(Square(0, 6, 6, 3), .5);

        Assert.Equal(1, CocoEvaluation.Evaluate(truth, [right, wrong], EvaluationTarget.Masks).AP, 1e-12);
        Assert.Equal(.5, CocoEvaluation.Evaluate(truth, [wrong, right], EvaluationTarget.Masks).AP, 1e-12);
    }

    [Fact]
    public void The_stated_area_decides_the_size_of_a_ground_truth()
    {
        CocoDataset truth = Truth(Square(1, 0, 0, 4) with { Area = 5000 });

        CocoScores scores = CocoEvaluation.Evaluate(truth, [Detect(Square(0, 0, 0, 4), .5)], EvaluationTarget.Masks);

        Assert.Equal((-1, 1), (scores.ARs, scores.ARm));
    }

    [Fact]
    public void A_picture_that_the_ground_truth_does_not_have_is_refused_with_its_id()
    {
        CocoDetection stray = Detect(Square(0, 0, 0, 4), .5) with { ImageId = 7 };

        ArgumentException error =
            Assert.Throws<ArgumentException>(() => CocoEvaluation.Evaluate(Truth(), [stray], EvaluationTarget.Masks));

        Assert.Contains("image 7", error.Message);
    }

    private static CocoDataset Truth(params CocoAnnotation[] annotations) => new()
    {
        Images = [new CocoImage(1, "a.png", 10, 10)],
        Categories = [new CocoCategory(1, "square")],
        Annotations = annotations,
    };

    private static CocoAnnotation Square(long id, double x, double y, double side) => new()
    {
        Id = id,
        ImageId = 1,
        CategoryId = 1,
        Mask = Mask.FromPolygons(10, 10, [[x, y, x + side, y, x + side, y + side, x, y + side]]),
    };

    private static CocoDetection Detect(CocoAnnotation annotation, double score) => new(1, 1, score, annotation.Mask);
}
