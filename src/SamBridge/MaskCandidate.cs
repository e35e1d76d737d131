using System.Buffers;

namespace ClipSurgery;

/// <summary>One mask that a SAM model offers for a prompt, as logits: positive inside, negative outside.</summary>
public sealed class MaskCandidate
{
    private readonly PooledArray<float> _logits;
    private readonly SamFrame _frame;

    internal MaskCandidate(PooledArray<float> logits, float predictedIou, SamFrame frame)
    {
        _logits = logits;
        _frame = frame;
        PredictedIou = predictedIou;
        Stability = MeasureStability();
    }

    /// <summary>Side of <see cref="Logits"/>.</summary>
    public int LowResolutionSize => _frame.LowResolutionSize;

    /// <summary><c>[LowResolutionSize · LowResolutionSize]</c> logits, row-major, over the model's square input.</summary>
    public ReadOnlySpan<float> Logits => _logits.Span;

    /// <summary>Columns of <see cref="Logits"/> that the picture covers; the rest, where there is any, is padding.</summary>
    public int ValidWidth => _frame.ValidWidth;

    /// <summary>Rows of <see cref="Logits"/> that the picture covers; the rest, where there is any, is padding.</summary>
    public int ValidHeight => _frame.ValidHeight;

    /// <summary>The IoU with the object that the model expects of this mask; about 0 to 1, not clamped.</summary>
    public float PredictedIou { get; }

    /// <summary>
    /// IoU, 0 to 1, of the mask at logit +1 and at −1 (segment-anything, <c>calculate_stability_score</c> with offset 1), without
    /// padding.
    /// </summary>
    public double Stability { get; }

    /// <summary>One row of <see cref="Logits"/> without padding.</summary>
    public ReadOnlySpan<float> LogitRow(int y) => _logits.Span.Slice(y * LowResolutionSize, ValidWidth);

    /// <summary>
    /// The mask at the picture's size. Where the model pads, logits are resized to its input first and cut to the picture. They
    /// are resized to the picture's size, and only then compared with 0.
    /// </summary>
    public Mask ToMask() => ToMask(_frame.Width, _frame.Height);

    /// <summary>The same at another size than the picture's, of its proportions.</summary>
    internal Mask ToMask(int width, int height)
    {
        // The least that is above 0.
        const float Threshold = float.Epsilon;
        if (_frame.IsSquashed)
        {
            return new BilinearRows(
                _logits.Span, LowResolutionSize, LowResolutionSize, LowResolutionSize, width, height).ToMask(Threshold);
        }

        int side = _frame.Side;
        float[] square = ArrayPool<float>.Shared.Rent(side * side);
        try
        {
            BilinearResize.Resize(_logits.Span, LowResolutionSize, LowResolutionSize, square, side, side);
            return new BilinearRows(
                square, side, _frame.ResizedWidth, _frame.ResizedHeight, width, height).ToMask(Threshold);
        }
        finally
        {
            ArrayPool<float>.Shared.Return(square);
        }
    }

    /// <summary>Gives the memory of the logits back; nobody may use them any more.</summary>
    internal void Return() => _logits.Return();

    private double MeasureStability()
    {
        int certain = 0;
        int possible = 0;
        for (int y = 0; y < ValidHeight; y++)
        {
            foreach (float logit in LogitRow(y))
            {
                certain += logit > 1 ? 1 : 0;
                possible += logit > -1 ? 1 : 0;
            }
        }

        return possible == 0 ? 0 : (double)certain / possible;
    }
}
