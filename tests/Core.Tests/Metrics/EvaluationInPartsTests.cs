using CsCheck;

namespace ClipSurgery.Tests;

/// <summary>What is measured picture by picture and added later scores as if it had been added at once.</summary>
public class EvaluationInPartsTests
{
    private const int LabelCount = 4;

    private static readonly Gen<(float[] Map, byte[] Foreground)> Pairs =
        from length in Gen.Int[2, 40]
        from map in Gen.Float[0, 1].Array[length]
        from foreground in Gen.Byte[0, 1].Array[length]
        where foreground.Contains((byte)0) && foreground.Contains((byte)1)
        select (map, foreground);

    private static readonly Gen<(short[] Predicted, short[] Truth)> Pictures =
        from length in Gen.Int[0, 30]
        from predicted in Gen.Short[SemanticEvaluation.Background, LabelCount - 1].Array[length]
        from truth in Gen.Short[SemanticEvaluation.Ignored, LabelCount - 1].Array[length]
        select (predicted, truth);

    [Fact]
    public void Pairs_that_were_measured_before_score_like_pairs_that_are_added() => Pairs.Array[1, 6].Sample(
        pairs =>
        {
            ExplanationEvaluation atOnce = new();
            ExplanationEvaluation measured = new();
            foreach ((float[] map, byte[] foreground) in pairs)
            {
                atOnce.Add(map, foreground);
                measured.Add(ExplanationEvaluation.Measure(map, foreground));
            }

            Assert.Equal(atOnce.Summarise(), measured.Summarise());
        },
        iter: 1000);

    [Fact]
    public void A_measured_pair_has_the_numbers_computed_by_hand()
    {
        ExplanationPair pair = ExplanationEvaluation.Measure([.8f, .2f, .6f, .9f], [1, 0, 1, 0]);

        double[] expected =
        [
            .. Enumerable.Repeat(2.0 / 4, 4),
            .. Enumerable.Repeat(2.0 / 3, 8),
            .. Enumerable.Repeat(1.0 / 3, 4),
            .. new double[3],
        ];
        Assert.Equal(expected.Length, pair.Ious.Count);
        Assert.All(expected.Zip(pair.Ious), iou => Assert.Equal(iou.First, iou.Second, 1e-12));
        Assert.Equal(.7 - .55, pair.Contrast, 1e-7);
        Assert.False(pair.IsHit);
    }

    [Fact]
    public void A_pair_with_another_number_of_thresholds_is_refused_with_both_numbers_and_does_not_count()
    {
        ExplanationEvaluation evaluation = new();

        ArgumentException error = Assert.Throws<ArgumentException>(
            () => evaluation.Add(new ExplanationPair([.5, .5], 0, IsHit: true)));

        Assert.Contains("2 thresholds; expected 19", error.Message);
        Assert.Equal(0, evaluation.Summarise().Pairs);
    }

    [Fact]
    public void Counts_of_parts_score_like_the_whole() => Pictures.Array[0, 6].Sample(
        pictures =>
        {
            SemanticEvaluation atOnce = new(LabelCount);
            SemanticEvaluation added = new(LabelCount);
            foreach ((short[] predicted, short[] truth) in pictures)
            {
                SemanticEvaluation part = new(LabelCount);
                part.Add(predicted, truth);
                added.Add(part.Counts());
                atOnce.Add(predicted, truth);
            }

            Assert.Equal(atOnce.Summarise(), added.Summarise());
            Assert.Equal(atOnce.Counts(), added.Counts());
        },
        iter: 1000);

    [Fact]
    public void Counts_are_those_of_a_loop_over_the_pixels() => Pictures.Sample(
        picture =>
        {
            SemanticEvaluation evaluation = new(LabelCount);
            evaluation.Add(picture.Predicted, picture.Truth);

            (int Found, int Right)[] pixels =
            [
                .. picture.Predicted.Zip(picture.Truth, (found, right) => ((int)found, (int)right))
                    .Where(pixel => pixel.Item2 != SemanticEvaluation.Ignored),
            ];
            SemanticCount[] expected =
            [
                .. Enumerable.Range(SemanticEvaluation.Background, LabelCount + 1)
                    .Select(label => new SemanticCount(
                        label,
                        Truth: pixels.Count(pixel => pixel.Right == label),
                        Hits: pixels.Count(pixel => pixel == (label, label)),
                        PredictedOnLabels: pixels.Count(pixel => pixel.Found == label && pixel.Right >= 0),
                        PredictedOnBackground: pixels.Count(pixel => pixel.Found == label && pixel.Right < 0)))
                    .Where(count => count.Truth + count.PredictedOnLabels + count.PredictedOnBackground > 0),
            ];

            Assert.Equal(expected, evaluation.Counts());
        },
        iter: 1000);

    [Theory]
    [InlineData(SemanticEvaluation.Ignored, "label index -2; expected -1 to 3")]
    [InlineData(LabelCount, "label index 4; expected -1 to 3")]
    public void A_count_of_an_unknown_label_is_refused_and_nothing_is_counted(int label, string found)
    {
        SemanticEvaluation evaluation = new(LabelCount);

        ArgumentException error = Assert.Throws<ArgumentException>(
            () => evaluation.Add([new SemanticCount(0, 1, 1, 1, 0), new SemanticCount(label, 1, 0, 0, 0)]));

        Assert.Contains(found, error.Message);
        Assert.Empty(evaluation.Counts());
    }
}
