using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ClipSurgery;

/// <summary>
/// All dot products of two sets of rows, the one matrix product behind every map. Blocks of 4 × 2 rows stay in registers, so that a
/// row is read once for several products. A product is summed in the same order whatever else is computed: its bits do not depend
/// on the other rows.
/// </summary>
internal static class RowProducts
{
    private const int LeftBlock = 4;
    private const int RightBlock = 2;

    /// <summary>Multiplies.</summary>
    /// <param name="left"><c>[m, width]</c>.</param>
    /// <param name="right"><c>[n, width]</c>, the set that is gone through again and again: it should fit into the cache.</param>
    /// <param name="width">Values of a row.</param>
    /// <param name="products">Receives <c>left[i] · right[j]</c> at <c>[j][i]</c>; n arrays of at least m values.</param>
    public static void Multiply(ReadOnlySpan<float> left, ReadOnlySpan<float> right, int width, ReadOnlySpan<float[]> products)
    {
        int leftCount = left.Length / width;
        int rightCount = right.Length / width;
        for (int i = 0; i < leftCount; i += LeftBlock)
        {
            for (int j = 0; j < rightCount; j += RightBlock)
            {
                // Where a block reaches beyond the last row, that row stands in, and is written again.
                MultiplyBlock(
                    left,
                    (i, Math.Min(i + 1, leftCount - 1), Math.Min(i + 2, leftCount - 1), Math.Min(i + 3, leftCount - 1)),
                    right,
                    (j, Math.Min(j + 1, rightCount - 1)),
                    width,
                    products);
            }
        }
    }

    private static void MultiplyBlock(
        ReadOnlySpan<float> left,
        (int First, int Second, int Third, int Fourth) i,
        ReadOnlySpan<float> right,
        (int First, int Second) j,
        int width,
        ReadOnlySpan<float[]> products)
    {
        ref float a0 = ref Row(left, i.First, width);
        ref float a1 = ref Row(left, i.Second, width);
        ref float a2 = ref Row(left, i.Third, width);
        ref float a3 = ref Row(left, i.Fourth, width);
        ref float b0 = ref Row(right, j.First, width);
        ref float b1 = ref Row(right, j.Second, width);
        Vector<float> s00 = default, s10 = default, s20 = default, s30 = default;
        Vector<float> s01 = default, s11 = default, s21 = default, s31 = default;
        nuint k = 0;
        for (; k + (nuint)Vector<float>.Count <= (nuint)width; k += (nuint)Vector<float>.Count)
        {
            Vector<float> first = Vector.LoadUnsafe(ref b0, k);
            Vector<float> second = Vector.LoadUnsafe(ref b1, k);
            Vector<float> row = Vector.LoadUnsafe(ref a0, k);
            s00 = Vector.MultiplyAddEstimate(row, first, s00);
            s01 = Vector.MultiplyAddEstimate(row, second, s01);
            row = Vector.LoadUnsafe(ref a1, k);
            s10 = Vector.MultiplyAddEstimate(row, first, s10);
            s11 = Vector.MultiplyAddEstimate(row, second, s11);
            row = Vector.LoadUnsafe(ref a2, k);
            s20 = Vector.MultiplyAddEstimate(row, first, s20);
            s21 = Vector.MultiplyAddEstimate(row, second, s21);
            row = Vector.LoadUnsafe(ref a3, k);
            s30 = Vector.MultiplyAddEstimate(row, first, s30);
            s31 = Vector.MultiplyAddEstimate(row, second, s31);
        }

        float[] one = products[j.First];
        float[] other = products[j.Second];
        one[i.First] = Finish(s00, ref a0, ref b0, k, width);
        one[i.Second] = Finish(s10, ref a1, ref b0, k, width);
        one[i.Third] = Finish(s20, ref a2, ref b0, k, width);
        one[i.Fourth] = Finish(s30, ref a3, ref b0, k, width);
        other[i.First] = Finish(s01, ref a0, ref b1, k, width);
        other[i.Second] = Finish(s11, ref a1, ref b1, k, width);
        other[i.Third] = Finish(s21, ref a2, ref b1, k, width);
        other[i.Fourth] = Finish(s31, ref a3, ref b1, k, width);
    }

    private static ref float Row(ReadOnlySpan<float> rows, int index, int width) =>
        ref MemoryMarshal.GetReference(rows.Slice(index * width, width));

    /// <summary>A vector's sum, and the products behind the last whole vector.</summary>
    private static float Finish(Vector<float> sums, ref float left, ref float right, nuint done, int width)
    {
        float sum = Vector.Sum(sums);
        for (; done < (nuint)width; done++)
        {
            sum += Unsafe.Add(ref left, done) * Unsafe.Add(ref right, done);
        }

        return sum;
    }
}
