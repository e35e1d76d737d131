namespace ClipSurgery;

/// <summary>
/// Evaluates label pictures: intersections and unions are summed over all pictures before they are divided, as in
/// PASCAL VOC's segmentation challenge.
/// </summary>
public sealed class SemanticEvaluation
{
    /// <summary>The index of a pixel without a label.</summary>
    public const short Background = -1;

    /// <summary>The index of a pixel that does not count, such as one in a crowd; only in the truth.</summary>
    public const short Ignored = -2;

    // Pixels by class: [0] is the background, [label + 1] a label.
    private readonly long[] _truth;
    private readonly long[] _hits;
    private readonly long[] _predictedOnLabels;
    private readonly long[] _predictedOnBackground;

    /// <summary>Starts without pictures.</summary>
    /// <param name="labelCount">Number of labels, 1 to 32768; their indices start at 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is out of range.</exception>
    public SemanticEvaluation(int labelCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(labelCount);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(labelCount, short.MaxValue + 1);
        _truth = new long[labelCount + 1];
        _hits = new long[labelCount + 1];
        _predictedOnLabels = new long[labelCount + 1];
        _predictedOnBackground = new long[labelCount + 1];
    }

    private int LabelCount => _truth.Length - 1;

    /// <summary>Adds one picture, or a part of one.</summary>
    /// <param name="predicted">Label index of each pixel, or <see cref="Background"/>.</param>
    /// <param name="truth">
    /// Label index of each pixel in the same order, or <see cref="Background"/>, or <see cref="Ignored"/>.
    /// </param>
    /// <exception cref="ArgumentException">The lengths differ or an index is out of range. Nothing is then counted.</exception>
    public void Add(ReadOnlySpan<short> predicted, ReadOnlySpan<short> truth)
    {
        if (predicted.Length != truth.Length)
        {
            throw new ArgumentException(
                $"The prediction has {predicted.Length} pixels and the truth {truth.Length}; expected equal numbers.",
                nameof(predicted));
        }

        CheckIndices(predicted, Background, nameof(predicted));
        CheckIndices(truth, Ignored, nameof(truth));
        for (int i = 0; i < truth.Length; i++)
        {
            short right = truth[i];
            short found = predicted[i];
            if (right == Ignored)
            {
                continue;
            }

            _truth[right + 1]++;
            (right == Background ? _predictedOnBackground : _predictedOnLabels)[found + 1]++;
            if (found == right)
            {
                _hits[right + 1]++;
            }
        }
    }

    /// <summary>Adds what was counted elsewhere, such as in another picture.</summary>
    /// <exception cref="ArgumentException">A label index is out of range. Nothing is then counted.</exception>
    public void Add(IReadOnlyList<SemanticCount> counts)
    {
        foreach (SemanticCount count in counts)
        {
            if (count.Label < Background || count.Label >= LabelCount)
            {
                throw new ArgumentException(
                    $"A count has label index {count.Label}; expected {Background} to {LabelCount - 1}.", nameof(counts));
            }
        }

        foreach (SemanticCount count in counts)
        {
            _truth[count.Label + 1] += count.Truth;
            _hits[count.Label + 1] += count.Hits;
            _predictedOnLabels[count.Label + 1] += count.PredictedOnLabels;
            _predictedOnBackground[count.Label + 1] += count.PredictedOnBackground;
        }
    }

    /// <summary>What was counted so far, without labels that have nothing, in the order of their indices.</summary>
    public IReadOnlyList<SemanticCount> Counts()
    {
        List<SemanticCount> counts = [];
        for (int i = 0; i < _truth.Length; i++)
        {
            if (_truth[i] + _predictedOnLabels[i] + _predictedOnBackground[i] > 0)
            {
                counts.Add(new SemanticCount(i - 1, _truth[i], _hits[i], _predictedOnLabels[i], _predictedOnBackground[i]));
            }
        }

        return counts;
    }

    /// <summary>The scores of all pictures added so far.</summary>
    public SemanticScores Summarise()
    {
        int classes = 0;
        long labelledPixels = 0;
        long labelledHits = 0;
        double iouSum = 0;
        bool hasBackground = _truth[0] > 0;
        double iouSumWithBackground = hasBackground ? IouWithBackground(0) : 0;
        for (int i = 1; i < _truth.Length; i++)
        {
            if (_truth[i] == 0)
            {
                continue;
            }

            classes++;
            labelledPixels += _truth[i];
            labelledHits += _hits[i];
            iouSum += (double)_hits[i] / (_truth[i] + _predictedOnLabels[i] - _hits[i]);
            iouSumWithBackground += IouWithBackground(i);
        }

        // Without a class, 0 / 0 is the NaN that is promised.
        return new SemanticScores(
            MeanIou: iouSum / classes,
            MeanIouWithBackground: iouSumWithBackground / (hasBackground ? classes + 1 : classes),
            PixelAccuracy: (double)labelledHits / labelledPixels,
            Classes: classes);
    }

    private double IouWithBackground(int i) =>
        (double)_hits[i] / (_truth[i] + _predictedOnLabels[i] + _predictedOnBackground[i] - _hits[i]);

    private void CheckIndices(ReadOnlySpan<short> labels, short lowest, string name)
    {
        int wrong = labels.IndexOfAnyExceptInRange(lowest, (short)(LabelCount - 1));
        if (wrong >= 0)
        {
            throw new ArgumentException(
                $"Pixel {wrong} has label index {labels[wrong]}; expected {lowest} to {LabelCount - 1}.", name);
        }
    }
}
