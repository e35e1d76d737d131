using CsCheck;

namespace ClipSurgery.Tests;

public class SemanticEvaluationTests
{
    private const short Background = SemanticEvaluation.Background;
    private const short Ignored = SemanticEvaluation.Ignored;
    private const int LabelCount = 4;

    private static readonly Gen<(short[] Predicted, short[] Truth)> Pictures =
        from length in Gen.Int[0, 30]
        from predicted in Gen.Short[Background, LabelCount - 1].Array[length]
        from truth in Gen.Short[Ignored, LabelCount - 1].Array[length]
        select (predicted, truth);

    [Fact]
    public void A_picture_has_the_numbers_computed_by_hand()
    {
        // On labelled pixels: class 0 hits 2 of a union of 3, class 1 hits 1 of 3. The background adds one pixel to the union
        // of class 0 and is itself hit once in a union of 3. Class 2 is nowhere in the truth, and the ignored pixel nowhere.
        SemanticScores scores = Evaluate(
            ([0, 0, 1, 1, Background, 0, Background, 2], [0, 0, 0, 1, 1, Background, Background, Ignored]));

        Assert.Equal((2.0 / 3 + 1.0 / 3) / 2, scores.MeanIou, 1e-12);
        Assert.Equal((1.0 / 3 + 2.0 / 4 + 1.0 / 3) / 3, scores.MeanIouWithBackground, 1e-12);
        Assert.Equal(3.0 / 5, scores.PixelAccuracy, 1e-12);
        Assert.Equal(2, scores.Classes);
    }

    [Fact]
    public void Pixels_are_summed_over_the_pictures_before_they_are_divided()
    {
        SemanticScores scores = Evaluate(([0], [0]), ([1, 1, 1], [0, 0, 0]));

        Assert.Equal(.25, scores.MeanIou);
    }

    [Fact]
    public void A_truth_without_background_has_no_background_class()
    {
        SemanticScores scores = Evaluate(([0, Background], [0, 0]));

        Assert.Equal((.5, .5), (scores.MeanIou, scores.MeanIouWithBackground));
    }

    [Fact]
    public void The_scores_are_those_of_a_confusion_matrix() => Pictures.Array[0, 5].Sample(
        pictures =>
        {
            SemanticScores scores = Evaluate(pictures);
            long[,] labelled = Confusion(pictures, pixel => pixel.Truth >= 0);
            long[,] all = Confusion(pictures, pixel => pixel.Truth != Ignored);

            AssertClose(MeanIou(labelled), scores.MeanIou);
            AssertClose(MeanIou(all), scores.MeanIouWithBackground);
            AssertClose(Classes.Sum(i => (double)labelled[i, i]) / labelled.Cast<long>().Sum(), scores.PixelAccuracy);
            Assert.Equal(Classes.Count(i => Row(labelled, i) > 0), scores.Classes);
        },
        iter: 3000);

    [Fact]
    public void A_picture_in_two_parts_scores_like_the_whole() => Gen.Select(Pictures, Gen.Double[0, 1]).Sample(
        (picture, share) =>
        {
            int cut = (int)(share * picture.Truth.Length);

            SemanticScores parts =
                Evaluate((picture.Predicted[..cut], picture.Truth[..cut]), (picture.Predicted[cut..], picture.Truth[cut..]));

            Assert.Equal(Evaluate(picture), parts);
        },
        iter: 1000);

    [Fact]
    public void Without_pixels_there_are_no_numbers()
    {
        SemanticScores nothing = new(double.NaN, double.NaN, double.NaN, 0);

        Assert.Equal(nothing, Evaluate());
        Assert.Equal(nothing, Evaluate(([0, 1], [Ignored, Ignored])));
        Assert.Equal(nothing with { MeanIouWithBackground = .5 }, Evaluate(([0, Background], [Background, Background])));
    }

    [Fact]
    public void Different_lengths_are_refused_with_both_numbers()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => Evaluate(([0, 1, 2], [0, 1])));

        Assert.Contains("3 pixels", error.Message);
        Assert.Contains("truth 2", error.Message);
    }

    [Theory]
    [InlineData(Ignored, 0, "-2; expected -1 to 3")]
    [InlineData(LabelCount, 0, "4; expected -1 to 3")]
    [InlineData(0, -3, "-3; expected -2 to 3")]
    [InlineData(0, LabelCount, "4; expected -2 to 3")]
    public void An_index_out_of_range_is_refused_and_the_picture_does_not_count(short predicted, short truth, string found)
    {
        SemanticEvaluation evaluation = new(LabelCount);
        evaluation.Add([0], [0]);

        ArgumentException error = Assert.Throws<ArgumentException>(() => evaluation.Add([1, predicted], [0, truth]));

        Assert.Contains("Pixel 1 has label index " + found, error.Message);
        Assert.Equal(new SemanticScores(1, 1, 1, 1), evaluation.Summarise());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(short.MaxValue + 2)]
    public void A_number_of_labels_that_a_short_cannot_count_is_refused(int labelCount) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new SemanticEvaluation(labelCount));

    [Fact]
    public void The_last_index_of_a_short_is_a_label()
    {
        SemanticEvaluation evaluation = new(short.MaxValue + 1);

        evaluation.Add([short.MaxValue], [short.MaxValue]);

        Assert.Equal(new SemanticScores(1, 1, 1, 1), evaluation.Summarise());
    }

    private static IEnumerable<int> Classes => Enumerable.Range(0, LabelCount + 1);

    private static SemanticScores Evaluate(params (short[] Predicted, short[] Truth)[] pictures)
    {
        SemanticEvaluation evaluation = new(LabelCount);
        foreach ((short[] predicted, short[] truth) in pictures)
        {
            evaluation.Add(predicted, truth);
        }

        return evaluation.Summarise();
    }

    /// <summary>Pixels at <c>[truth + 1, predicted + 1]</c>.</summary>
    private static long[,] Confusion(
        (short[] Predicted, short[] Truth)[] pictures, Func<(short Predicted, short Truth), bool> counts)
    {
        long[,] confusion = new long[LabelCount + 1, LabelCount + 1];
        foreach ((short predicted, short truth) in pictures.SelectMany(p => p.Predicted.Zip(p.Truth)).Where(counts))
        {
            confusion[truth + 1, predicted + 1]++;
        }

        return confusion;
    }

    private static double MeanIou(long[,] confusion) => Classes
        .Where(i => Row(confusion, i) > 0)
        .Select(i => (double)confusion[i, i] / (Row(confusion, i) + Classes.Sum(j => confusion[j, i]) - confusion[i, i]))
        .DefaultIfEmpty(double.NaN)
        .Average();

    private static long Row(long[,] confusion, int i) => Classes.Sum(j => confusion[i, j]);

    private static void AssertClose(double expected, double actual) =>
        Assert.True(double.IsNaN(expected) ? double.IsNaN(actual) : Math.Abs(expected - actual) < 1e-12, $"{expected}, {actual}");
}
