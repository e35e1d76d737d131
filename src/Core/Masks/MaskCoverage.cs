using System.Numerics.Tensors;

namespace ClipSurgery;

/// <summary>How a mask is spread over the cells of a grid that lies on a part of its picture.</summary>
internal static class MaskCoverage
{
    /// <summary>Counts the mask's pixels in each cell, run by run; pixels outside the part do not count.</summary>
    /// <returns>
    /// Each cell's share of the counted pixels <c>[rows · columns]</c>, row-major: their sum is 1, or 0 where none is counted.
    /// </returns>
    public static float[] Measure(Mask mask, int partX, int partY, int partWidth, int partHeight, int columns, int rows)
    {
        float[] counts = new float[columns * rows];
        long position = 0;
        for (int run = 0; run < mask.Counts.Length; run++)
        {
            long end = position + mask.Counts[run];
            if ((run & 1) == 1)
            {
                AddRun(position, end);
            }

            position = end;
        }

        float sum = TensorPrimitives.Sum(counts);
        if (sum > 0)
        {
            TensorPrimitives.Divide(counts, sum, counts);
        }

        return counts;

        // A run goes down one column of the picture after the other.
        void AddRun(long begin, long end)
        {
            while (begin < end)
            {
                int x = (int)(begin / mask.Height) - partX;
                int y = (int)(begin % mask.Height);
                int length = (int)Math.Min(end - begin, mask.Height - y);
                if (x >= 0 && x < partWidth)
                {
                    AddColumn((int)((long)x * columns / partWidth), y - partY, y - partY + length);
                }

                begin += length;
            }
        }

        void AddColumn(int column, int top, int bottom)
        {
            top = Math.Max(top, 0);
            bottom = Math.Min(bottom, partHeight);
            while (top < bottom)
            {
                int row = (int)((long)top * rows / partHeight);
                int next = (int)Math.Min(bottom, ((row + 1L) * partHeight + rows - 1) / rows);
                counts[row * columns + column] += next - top;
                top = next;
            }
        }
    }
}
