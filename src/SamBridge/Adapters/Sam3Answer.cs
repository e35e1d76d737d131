using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace ClipSurgery;

/// <summary>What SAM 3's decoder gives: masks, each with a score. Lives as long as the decoder's outputs do.</summary>
internal readonly ref struct Sam3Answer
{
    private readonly ReadOnlySpan<byte> _masks;
    private readonly int _width;
    private readonly int _height;

    /// <summary>Reads scores <c>[count]</c> and masks <c>[count, .., height, width]</c>.</summary>
    /// <exception cref="ClipSurgeryException">The shapes do not belong to each other.</exception>
    public Sam3Answer(IReadOnlyList<OrtValue> outputs, int width, int height)
    {
        long[] shape = outputs[1].GetTensorTypeAndShape().Shape;
        long count = outputs[0].GetTensorTypeAndShape().ElementCount;
        _width = width;
        _height = height;
        if (shape is not [_, .., long rows, long columns] || (rows, columns) != (height, width)
            || outputs[1].GetTensorTypeAndShape().ElementCount != count * height * width)
        {
            throw new ClipSurgeryException(
                $"The SAM 3 decoder gave masks [{string.Join(", ", shape)}] and {count} scores; expected masks " +
                $"[{count}, 1, {height}, {width}], one a score. Export the model again, with inputs for the size.");
        }

        Scores = outputs[0].GetTensorDataAsSpan<float>();
        _masks = MemoryMarshal.AsBytes(outputs[1].GetTensorDataAsSpan<bool>());
    }

    /// <summary>The scores, in the model's order.</summary>
    public ReadOnlySpan<float> Scores { get; }

    /// <summary>A mask as bytes, 1 inside, row-major.</summary>
    public ReadOnlySpan<byte> Bitmap(int index) => _masks.Slice(index * _width * _height, _width * _height);

    /// <summary>A mask at a picture's size.</summary>
    public Mask ToMask(int index, int width, int height)
    {
        ReadOnlySpan<byte> small = Bitmap(index);
        if ((_width, _height) == (width, height))
        {
            return Mask.FromBitmap(width, height, small);
        }

        float[] shares = new float[small.Length];
        for (int i = 0; i < shares.Length; i++)
        {
            shares[i] = small[i];
        }

        // The least that is above one half.
        return new BilinearRows(shares, _width, _width, _height, width, height).ToMask(MathF.BitIncrement(0.5f));
    }
}
