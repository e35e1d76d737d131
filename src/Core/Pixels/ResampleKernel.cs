using System.Numerics;

namespace ClipSurgery;

/// <summary>
/// The fixed-point weights of one resampling axis (Pillow, <c>Resample.c</c>): for each output pixel the first input pixel and
/// the weights from there on, which sum to 1 before they are rounded.
/// </summary>
internal sealed class ResampleKernel
{
    /// <summary>Fraction bits that leave room for 8-bit values, a sign and the cubic's overshoot.</summary>
    private const int FractionBits = 32 - 8 - 2;

    /// <summary>One half in fixed point: sums start with it, so that the shift rounds.</summary>
    public const int Half = 1 << (FractionBits - 1);

    private readonly int[] _weights;
    private readonly int _stride;

    private ResampleKernel(int size, int stride)
    {
        Size = size;
        Start = new int[size];
        Count = new int[size];
        _stride = stride;
        _weights = new int[size * stride];
    }

    /// <summary>Number of output pixels.</summary>
    public int Size { get; }

    /// <summary>First input pixel of each output pixel.</summary>
    public int[] Start { get; }

    /// <summary>Number of input pixels of each output pixel.</summary>
    public int[] Count { get; }

    public ReadOnlySpan<int> WeightsOf(int index) => _weights.AsSpan(index * _stride, Count[index]);

    public static byte ToByte(int sum) => (byte)Math.Clamp(sum >> FractionBits, 0, 255);

    /// <summary>As <see cref="ToByte"/>, many at once.</summary>
    public static void ToBytes(ReadOnlySpan<int> sums, Span<byte> bytes)
    {
        int i = 0;
        for (; i <= sums.Length - Vector<byte>.Count; i += Vector<byte>.Count)
        {
            Vector<ushort> low = Vector.Narrow(Shift(sums[i..]), Shift(sums[(i + Vector<int>.Count)..]));
            Vector<ushort> high = Vector.Narrow(Shift(sums[(i + 2 * Vector<int>.Count)..]), Shift(sums[(i + 3 * Vector<int>.Count)..]));
            Vector.Narrow(low, high).CopyTo(bytes[i..]);
        }

        for (; i < sums.Length; i++)
        {
            bytes[i] = ToByte(sums[i]);
        }

        static Vector<uint> Shift(ReadOnlySpan<int> sums) => Vector.AsVectorUInt32(
            Vector.Clamp(Vector.ShiftRightArithmetic(new Vector<int>(sums), FractionBits), Vector<int>.Zero, new Vector<int>(255)));
    }

    public static ResampleKernel Create(int inputSize, int outputSize, ResampleFilter filter)
    {
        double scale = (double)inputSize / outputSize;
        double stretch = Math.Max(scale, 1);
        double support = (filter == ResampleFilter.Bicubic ? 2 : 1) * stretch;
        int stride = (int)Math.Ceiling(support) * 2 + 1;
        ResampleKernel kernel = new(outputSize, stride);
        Span<double> weights = new double[stride];
        for (int i = 0; i < outputSize; i++)
        {
            double centre = (i + 0.5) * scale;
            int start = Math.Max(0, (int)(centre - support + 0.5));
            int count = Math.Min(inputSize, (int)(centre + support + 0.5)) - start;
            double sum = 0;
            for (int j = 0; j < count; j++)
            {
                double distance = (start + j - centre + 0.5) * (1 / stretch);
                weights[j] = filter == ResampleFilter.Bicubic ? Cubic(distance) : Triangle(distance);
                sum += weights[j];
            }

            kernel.Start[i] = start;
            kernel.Count[i] = count;
            for (int j = 0; j < count; j++)
            {
                double weight = (sum != 0 ? weights[j] * (1 / sum) : weights[j]) * (1 << FractionBits);
                kernel._weights[i * stride + j] = (int)(weight < 0 ? weight - 0.5 : weight + 0.5);
            }
        }

        return kernel;
    }

    private static double Triangle(double x) => Math.Max(0, 1 - Math.Abs(x));

    private static double Cubic(double x)
    {
        const double A = -0.5;
        x = Math.Abs(x);
        return x switch
        {
            < 1 => ((A + 2) * x - (A + 3)) * x * x + 1,
            < 2 => (((x - 5) * x + 8) * x - 4) * A,
            _ => 0,
        };
    }
}
