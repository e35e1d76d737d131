using CsCheck;

namespace ClipSurgery.Tests;

public class SelectionRatioTests
{
    private static readonly Gen<(float[] Attention, bool[] Foreground)> Attentions =
        from patches in Gen.Int[1, 8]
        from attention in Gen.Float[.01f, 1].Array[patches * patches]
        from foreground in Gen.Bool.Array[patches]
        where foreground.Contains(true)
        select (attention, foreground);

    [Fact]
    public void The_share_is_the_one_computed_by_hand()
    {
        // Query 0 has .6 of its .8 on the keys 0 and 2, query 2 has 1 of 4; query 1 is background.
        float[] attention =
        [
            .4f, .2f, .2f,
            0, 9, 0,
            1, 3, 0,
        ];

        Assert.Equal((.75 + .25) / 2, SelectionRatio.ForegroundShare(attention, [true, false, true]), 1e-6);
    }

    [Fact]
    public void Even_attention_selects_the_foreground_by_its_area() =>
        Assert.Equal(.25, SelectionRatio.ForegroundShare([.. Enumerable.Repeat(.1f, 16)], [false, true, false, false]), 1e-12);

    [Fact]
    public void The_share_of_the_foreground_and_of_the_rest_make_one() => Attentions.Sample(
        (attention, foreground) =>
        {
            int patches = foreground.Length;
            int[] inside = [.. Enumerable.Range(0, patches).Where(i => foreground[i])];
            double outsideShare = inside.Average(query =>
            {
                double[] row = [.. attention[(query * patches)..((query + 1) * patches)].Select(value => (double)value)];
                return row.Where((_, key) => !foreground[key]).Sum() / row.Sum();
            });

            Assert.Equal(1 - outsideShare, SelectionRatio.ForegroundShare(attention, foreground), 1e-9);
        },
        iter: 2000);

    [Fact]
    public void The_sum_of_a_row_does_not_matter() => Attentions.Sample(
        (attention, foreground) =>
        {
            float[] scaled = [.. attention.Select((value, i) => value * (1 << (i / foreground.Length)))];

            Assert.Equal(
                SelectionRatio.ForegroundShare(attention, foreground), SelectionRatio.ForegroundShare(scaled, foreground));
        },
        iter: 1000);

    [Fact]
    public void A_query_without_attention_is_left_out() =>
        Assert.Equal(.25, SelectionRatio.ForegroundShare([.1f, 0, .3f, 0, 0, 0, 1, 1, 1], [true, true, false]), 1e-6);

    [Theory]
    [InlineData]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public void Without_a_query_that_counts_there_is_no_number(params bool[] foreground) =>
        Assert.Equal(double.NaN, SelectionRatio.ForegroundShare(new float[foreground.Length * foreground.Length], foreground));

    [Fact]
    public void A_wrong_length_is_refused_with_both_numbers()
    {
        ArgumentException error =
            Assert.Throws<ArgumentException>(() => SelectionRatio.ForegroundShare(new float[10], [true, true, false]));

        Assert.Contains("10 values for 3 patches; expected 9", error.Message);
    }

    [Theory]
    [InlineData(-.5f)]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Attention_that_is_negative_or_not_finite_is_refused_with_its_place(float value)
    {
        ArgumentException error =
            Assert.Throws<ArgumentException>(() => SelectionRatio.ForegroundShare([1, 1, value, 1], [true, true]));

        Assert.Contains($"query 1 to key 0 is {value}", error.Message);
    }
}
