namespace ClipSurgery;

/// <summary>
/// Evaluates maps as explanations of the labels that a picture has: the mIoU and mSC of CLIP Surgery (Li et al.,
/// arXiv 2304.05653, section 5.1), and the pointing game (Zhang et al., arXiv 1608.00507) without a tolerance in pixels.
/// </summary>
public sealed class ExplanationEvaluation
{
    /// <summary>The grid has the thresholds 1/20, 2/20 … 19/20.</summary>
    private const int GridSteps = 20;

    private static readonly float[] Thresholds = [.. Enumerable.Range(1, GridSteps - 1).Select(step => (float)ThresholdAt(step))];

    /// <summary>Sum over the pairs of the IoU at each threshold.</summary>
    private readonly double[] _iouSums = new double[Thresholds.Length];

    private double _contrastSum;
    private int _hits;
    private int _pairs;

    /// <summary>Adds the map of one label that is present in a picture.</summary>
    /// <inheritdoc cref="Measure"/>
    public void Add(ReadOnlySpan<float> map, ReadOnlySpan<byte> foreground) => Add(Measure(map, foreground));

    /// <summary>Adds a pair that was measured before.</summary>
    /// <exception cref="ArgumentException">It has another number of thresholds.</exception>
    public void Add(ExplanationPair pair)
    {
        if (pair.Ious.Count != Thresholds.Length)
        {
            throw new ArgumentException($"The pair has {pair.Ious.Count} thresholds; expected {Thresholds.Length}.", nameof(pair));
        }

        for (int i = 0; i < _iouSums.Length; i++)
        {
            _iouSums[i] += pair.Ious[i];
        }

        _contrastSum += pair.Contrast;
        _hits += pair.IsHit ? 1 : 0;
        _pairs++;
    }

    /// <summary>Measures the map of one label that is present in a picture.</summary>
    /// <param name="map">
    /// Min-max values, 0 to 1, <c>[height * width]</c> row-major, at the size of the picture. A value equal to a threshold, as
    /// floats, is inside.
    /// </param>
    /// <param name="foreground">1 where the label is, 0 elsewhere, in the same order; both must occur.</param>
    /// <exception cref="ArgumentException">
    /// The lengths differ, a value is out of range, or the foreground is empty or everything. The pair is then not counted.
    /// </exception>
    public static ExplanationPair Measure(ReadOnlySpan<float> map, ReadOnlySpan<byte> foreground)
    {
        if (map.Length != foreground.Length)
        {
            throw new ArgumentException(
                $"The map has {map.Length} pixels and the foreground {foreground.Length}; expected equal numbers.",
                nameof(foreground));
        }

        // Pixels with exactly `cell` thresholds at or below them: background at [2 * cell], foreground at [2 * cell + 1].
        Span<int> histogram = stackalloc int[2 * GridSteps];
        Span<double> sums = [0, 0];
        int highest = 0;
        for (int i = 0; i < map.Length; i++)
        {
            float value = map[i];
            byte side = foreground[i];
            if (!(value is >= 0 and <= 1) || side > 1)
            {
                throw new ArgumentException(
                    $"Pixel {i} has map value {value} and foreground {side}; expected 0 to 1, and 0 or 1.", nameof(map));
            }

            histogram[2 * CellOf(value) + side]++;
            sums[side] += value;
            if (value > map[highest])
            {
                highest = i;
            }
        }

        int foregroundArea = SumOfSide(histogram, 1);
        int backgroundArea = map.Length - foregroundArea;
        if (foregroundArea == 0 || backgroundArea == 0)
        {
            throw new ArgumentException(
                $"The foreground has {foregroundArea} of {map.Length} pixels; expected some, and not all.", nameof(foreground));
        }

        return new ExplanationPair(
            IousOf(histogram, foregroundArea),
            sums[1] / foregroundArea - sums[0] / backgroundArea,
            foreground[highest] == 1);
    }

    /// <summary>The scores of all pairs added so far.</summary>
    public ExplanationScores Summarise()
    {
        if (_pairs == 0)
        {
            return new ExplanationScores(double.NaN, double.NaN, double.NaN, double.NaN, 0);
        }

        int best = 0;
        for (int i = 1; i < _iouSums.Length; i++)
        {
            if (_iouSums[i] > _iouSums[best])
            {
                best = i;
            }
        }

        return new ExplanationScores(
            MeanIou: _iouSums[best] / _pairs,
            Threshold: ThresholdAt(best + 1),
            ScoreContrast: 100 * _contrastSum / _pairs,
            PointingGame: (double)_hits / _pairs,
            Pairs: _pairs);
    }

    private static double[] IousOf(ReadOnlySpan<int> histogram, int foregroundArea)
    {
        double[] ious = new double[Thresholds.Length];
        int insideForeground = 0;
        int insideBackground = 0;
        for (int cell = GridSteps - 1; cell > 0; cell--)
        {
            insideBackground += histogram[2 * cell];
            insideForeground += histogram[2 * cell + 1];
            ious[cell - 1] = (double)insideForeground / (foregroundArea + insideBackground);
        }

        return ious;
    }

    private static int SumOfSide(ReadOnlySpan<int> histogram, int side)
    {
        int sum = 0;
        for (int i = side; i < histogram.Length; i += 2)
        {
            sum += histogram[i];
        }

        return sum;
    }

    /// <summary>The number of thresholds at or below a value.</summary>
    private static int CellOf(float value)
    {
        // Rounding may lift a value just below a threshold to its cell, but takes no threshold, so no greater value, below it.
        int cell = Math.Min((int)(value * GridSteps), Thresholds.Length);
        return cell > 0 && value < Thresholds[cell - 1] ? cell - 1 : cell;
    }

    private static double ThresholdAt(int step) => (double)step / GridSteps;
}
