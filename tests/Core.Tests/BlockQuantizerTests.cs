using CsCheck;

namespace ClipSurgery.Tests;

public class BlockQuantizerTests
{
    private static readonly Gen<float[]> Weights =
        Gen.Float[-1e6f, 1e6f].Select(Gen.Int[-12, 0], (value, power) => value * MathF.Pow(10, power)).Array[96];

    [Fact]
    public void No_weight_of_a_row_is_off_by_more_than_half_its_step() => Weights.Sample(table =>
    {
        QuantizedWeights rows = BlockQuantizer.Rows("w", table, 12);

        Assert.Equal(8, rows.Scales.Length);
        for (int i = 0; i < table.Length; i++)
        {
            AssertWithinHalfAStep(table[i], rows.Codes[i], rows.Scales[i / 12]);
        }
    });

    [Fact]
    public void No_weight_of_a_column_is_off_by_more_than_half_its_blocks_step() => Weights.Sample(matrix =>
    {
        // 24 inputs, 4 outputs: a block of 16 and one of 8 for each output.
        QuantizedWeights columns = BlockQuantizer.Columns("w", matrix, 4, 16);

        Assert.Equal(4 * 2 * 16, columns.Codes.Length);
        for (int output = 0; output < 4; output++)
        {
            for (int input = 0; input < 24; input++)
            {
                AssertWithinHalfAStep(matrix[input * 4 + output], columns.Codes[output * 32 + input], columns.Scales[output * 2 + input / 16]);
            }

            Assert.All(columns.Codes[(output * 32 + 24)..(output * 32 + 32)], code => Assert.Equal(BlockQuantizer.Zero, code));
        }
    });

    [Fact]
    public void The_largest_magnitude_takes_the_last_code_of_its_side()
    {
        QuantizedWeights rows = BlockQuantizer.Rows("w", [0.5f, -2, 1, 0, 0, 0, 127, -1], 4);

        Assert.Equal([160, 1, 192, 128, 128, 128, 255, 127], rows.Codes);
        Assert.Equal([2f / 127, 1], rows.Scales);
    }

    [Fact]
    public void Zeros_and_the_smallest_numbers_stay_finite()
    {
        QuantizedWeights rows = BlockQuantizer.Rows("w", [0, 0, float.Epsilon, -float.Epsilon], 2);

        Assert.Equal([128, 128, 128, 128], rows.Codes);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.NegativeInfinity)]
    public void Weights_that_are_not_finite_are_refused(float value)
    {
        ClipSurgeryException error = Assert.Throws<ClipSurgeryException>(() => BlockQuantizer.Columns("block.qkv", [1, value, 2, 3], 2, 16));

        Assert.Equal("Weight block.qkv holds NaN or infinity; expected finite numbers. Get another copy of the checkpoint.", error.Message);
    }

    [Fact]
    public void Halves_are_rounded_to_the_nearest_even()
    {
        Half[] halves = HalfFloats.Round("w", [1 + 1f / 2048, 1 + 3f / 2048, 65504, -1e-9f]);

        Assert.Equal([(Half)1, (Half)(1 + 2f / 1024), Half.MaxValue, Half.NegativeZero], halves);
    }

    [Theory]
    [InlineData(65520)]
    [InlineData(float.NaN)]
    public void A_weight_without_a_finite_half_is_refused(float value)
    {
        ClipSurgeryException error = Assert.Throws<ClipSurgeryException>(() => HalfFloats.Round("positions", [1, value]));

        Assert.Equal(
            $"Weight positions holds {value}; expected finite numbers that fit 16 bits, to 65504. Convert with --weights f32.",
            error.Message);
    }

    private static void AssertWithinHalfAStep(float weight, byte code, float scale)
    {
        double error = Math.Abs((code - BlockQuantizer.Zero) * (double)scale - weight);

        // Half a step, and what the scale itself is rounded by.
        Assert.True(error <= 0.5 * scale * (1 + 1e-4), $"{weight} became {code} times {scale}");
    }
}
