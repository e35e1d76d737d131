using CsCheck;

namespace ClipSurgery.Tests;

public class MultiLabelEvaluationTests
{
    private const int LabelCount = 3;

    /// <summary>Few different scores, so equal ones are frequent.</summary>
    private static readonly Gen<(float[] Scores, bool[] Present)> Pictures =
        from scores in Gen.Int[-2, 3].Select(value => value / 3f).Array[LabelCount]
        from present in Gen.Bool.Array[LabelCount]
        select (scores, present);

    [Fact]
    public void The_example_of_scikit_learn_has_its_number() =>
        Assert.Equal(.83333, OneLabel([.1f, .4f, .35f, .8f], [false, false, true, true]), 1e-5);

    [Fact]
    public void Equal_scores_are_one_threshold_in_any_order()
    {
        // At .9 there is 1 of 1, at .5 there are 2 of 3: 1/2 · 1 + 1/2 · 2/3.
        Assert.Equal(5.0 / 6, OneLabel([.9f, .5f, .5f, .1f], [true, true, false, false]), 1e-12);
        Assert.Equal(5.0 / 6, OneLabel([.9f, .5f, .5f, .1f], [true, false, true, false]), 1e-12);
        Assert.Equal(.25, OneLabel([0f, 0f, -0f, 0f], [false, false, true, false]), 1e-12);
    }

    [Fact]
    public void The_mean_is_over_the_labels_that_a_picture_has()
    {
        // Label 0 is ranked first of two, label 1 second of two, label 2 is in no picture.
        double score = Evaluate(
            ([.9f, .9f, .9f], [true, false, false]),
            ([.1f, .1f, .1f], [false, true, false]));

        Assert.Equal((1 + .5) / 2, score, 1e-12);
    }

    [Fact]
    public void The_average_precision_is_that_of_a_loop_over_the_thresholds() => Pictures.Array[0, 12].Sample(
        pictures =>
        {
            double expected = Enumerable.Range(0, LabelCount)
                .Where(label => pictures.Any(picture => picture.Present[label]))
                .Select(label => AveragePrecision(pictures, label))
                .DefaultIfEmpty(double.NaN)
                .Average();
            double actual = Evaluate(pictures);

            Assert.True(double.IsNaN(expected) ? double.IsNaN(actual) : Math.Abs(expected - actual) < 1e-12);
        },
        iter: 5000);

    [Fact]
    public void Without_a_picture_that_has_a_label_there_is_no_number()
    {
        Assert.Equal(double.NaN, Evaluate());
        Assert.Equal(double.NaN, Evaluate(([1, 1, 1], [false, false, false])));
    }

    [Fact]
    public void The_number_can_be_asked_for_between_pictures()
    {
        MultiLabelEvaluation evaluation = new(1);
        evaluation.Add([.5f], [true]);

        Assert.Equal(1, evaluation.MeanAveragePrecision());
        evaluation.Add([.9f], [false]);
        Assert.Equal(.5, evaluation.MeanAveragePrecision());
        evaluation.Add([.7f], [false]);
        Assert.Equal(1.0 / 3, evaluation.MeanAveragePrecision(), 1e-12);
    }

    [Fact]
    public void A_wrong_length_is_refused_with_both_numbers_and_the_picture_does_not_count()
    {
        MultiLabelEvaluation evaluation = new(LabelCount);

        ArgumentException ofScores =
            Assert.Throws<ArgumentException>("scores", () => evaluation.Add([1, 2], [true, true, true]));
        ArgumentException ofPresent =
            Assert.Throws<ArgumentException>("present", () => evaluation.Add([1, 2, 3], [true, true, true, true]));

        Assert.Contains("There are 2 values; expected 3", ofScores.Message);
        Assert.Contains("There are 4 values; expected 3", ofPresent.Message);
        Assert.Equal(double.NaN, evaluation.MeanAveragePrecision());
    }

    [Fact]
    public void A_score_that_is_not_a_number_is_refused_with_its_label()
    {
        ArgumentException error =
            Assert.Throws<ArgumentException>(() => Evaluate(([1, float.NaN, 1], [true, true, true])));

        Assert.Contains("label 1", error.Message);
    }

    [Fact]
    public void No_label_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => new MultiLabelEvaluation(0));

    private static double Evaluate(params (float[] Scores, bool[] Present)[] pictures)
    {
        MultiLabelEvaluation evaluation = new(LabelCount);
        foreach ((float[] scores, bool[] present) in pictures)
        {
            evaluation.Add(scores, present);
        }

        return evaluation.MeanAveragePrecision();
    }

    private static double OneLabel(float[] scores, bool[] present)
    {
        MultiLabelEvaluation evaluation = new(1);
        for (int i = 0; i < scores.Length; i++)
        {
            evaluation.Add([scores[i]], [present[i]]);
        }

        return evaluation.MeanAveragePrecision();
    }

    private static double AveragePrecision((float[] Scores, bool[] Present)[] pictures, int label)
    {
        double positives = pictures.Count(picture => picture.Present[label]);
        double recallBefore = 0;
        double sum = 0;
        foreach (float threshold in pictures.Select(picture => picture.Scores[label]).Distinct().OrderDescending())
        {
            bool[] found = [.. pictures.Where(p => p.Scores[label] >= threshold).Select(p => p.Present[label])];
            double right = found.Count(isPresent => isPresent);
            sum += (right / positives - recallBefore) * right / found.Length;
            recallBefore = right / positives;
        }

        return sum;
    }
}
