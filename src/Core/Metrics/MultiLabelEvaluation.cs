namespace ClipSurgery;

/// <summary>
/// Evaluates which labels a picture has: the mean average precision (mAP) of multi-label recognition. The average precision of a
/// label is scikit-learn's <c>average_precision_score</c>, the sum of (R_n - R_n-1) P_n over the scores from high to low.
/// </summary>
public sealed class MultiLabelEvaluation
{
    private readonly int _labelCount;

    // Both [pictures, labels], row-major.
    private readonly List<float> _scores = [];
    private readonly List<bool> _present = [];

    /// <summary>Starts without pictures.</summary>
    /// <param name="labelCount">Number of labels, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no label.</exception>
    public MultiLabelEvaluation(int labelCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(labelCount);
        _labelCount = labelCount;
    }

    /// <summary>Adds one picture.</summary>
    /// <param name="scores">Score of each label, higher for more likely; any range, but not NaN.</param>
    /// <param name="present">True for the labels that the picture has, in the same order.</param>
    /// <exception cref="ArgumentException">
    /// A length is not the number of labels or a score is NaN. The picture is then not counted.
    /// </exception>
    public void Add(ReadOnlySpan<float> scores, ReadOnlySpan<bool> present)
    {
        CheckLength(scores.Length, nameof(scores));
        CheckLength(present.Length, nameof(present));
        for (int label = 0; label < scores.Length; label++)
        {
            if (float.IsNaN(scores[label]))
            {
                throw new ArgumentException($"The score of label {label} is NaN; expected a number.", nameof(scores));
            }
        }

        _scores.AddRange(scores);
        _present.AddRange(present);
    }

    /// <summary>
    /// The mean of the average precision over the labels that at least one picture has, 0 to 1; NaN where there is none.
    /// </summary>
    public double MeanAveragePrecision()
    {
        int pictures = _scores.Count / _labelCount;
        float[] scores = new float[pictures];
        bool[] present = new bool[pictures];
        double sum = 0;
        int labels = 0;
        for (int label = 0; label < _labelCount; label++)
        {
            for (int picture = 0; picture < pictures; picture++)
            {
                scores[picture] = _scores[picture * _labelCount + label];
                present[picture] = _present[picture * _labelCount + label];
            }

            int positives = present.AsSpan().Count(true);
            if (positives > 0)
            {
                Array.Sort(scores, present);
                sum += AveragePrecision(scores, present, positives);
                labels++;
            }
        }

        return sum / labels;
    }

    /// <summary>Average precision of one label.</summary>
    /// <param name="scores">Scores from low to high; equal ones are one threshold, so their order does not matter.</param>
    /// <param name="present">Whether the picture has the label, in the order of the scores.</param>
    /// <param name="positives">Number of pictures that have it, at least 1.</param>
    private static double AveragePrecision(float[] scores, bool[] present, int positives)
    {
        double sum = 0;
        int found = 0;
        int foundBefore = 0;
        for (int i = scores.Length - 1; i >= 0; i--)
        {
            found += present[i] ? 1 : 0;
            bool isLastOfScore = i == 0 || scores[i - 1] != scores[i];
            if (isLastOfScore)
            {
                double precision = (double)found / (scores.Length - i);
                sum += (found - foundBefore) * precision;
                foundBefore = found;
            }
        }

        return sum / positives;
    }

    private void CheckLength(int length, string name)
    {
        if (length != _labelCount)
        {
            throw new ArgumentException($"There are {length} values; expected {_labelCount}, one a label.", name);
        }
    }
}
