using System.Numerics.Tensors;

namespace ClipSurgery;

/// <summary>
/// Chooses pictures that are both unsure and unlike each other: greedily, each next one is the picture with the greatest product of its
/// uncertainty and its distance to the nearest that is chosen or was labelled before.
/// </summary>
internal static class KCentre
{
    /// <summary>What a picture that the run is sure of counts still: it may be sure and wrong.</summary>
    private const double Least = 0.05;

    /// <summary>No two tokens are farther apart: each has the length 1.</summary>
    private const double Farthest = 2;

    /// <param name="candidates">Pictures with their class tokens, of length 1.</param>
    /// <param name="labelled">Class tokens of pictures that people have worked on.</param>
    /// <param name="count">How many to choose; all where there are fewer.</param>
    /// <returns>Names, the first chosen first; of equal ones the first by name.</returns>
    public static IReadOnlyList<string> Choose(
        IReadOnlyList<(PickCandidate Picture, float[] Token)> candidates, IReadOnlyList<float[]> labelled, int count)
    {
        List<(PickCandidate Picture, float[] Token)> open =
            [.. candidates.OrderBy(candidate => candidate.Picture.FileName, StringComparer.Ordinal)];
        double[] nearest = [.. open.Select(candidate => labelled.Select(token => Distance(candidate.Token, token)).DefaultIfEmpty(Farthest).Min())];
        bool[] isChosen = new bool[open.Count];
        List<string> chosen = [];
        while (chosen.Count < Math.Min(count, open.Count))
        {
            int next = -1;
            for (int i = 0; i < open.Count; i++)
            {
                if (!isChosen[i] && (next < 0 || Weight(i) > Weight(next)))
                {
                    next = i;
                }
            }

            isChosen[next] = true;
            chosen.Add(open[next].Picture.FileName);
            for (int i = 0; i < open.Count; i++)
            {
                nearest[i] = Math.Min(nearest[i], Distance(open[i].Token, open[next].Token));
            }
        }

        return chosen;

        double Weight(int i) => nearest[i] * (Least + (1 - Least) * open[i].Picture.Uncertainty);
    }

    private static double Distance(float[] a, float[] b) => TensorPrimitives.Distance(a.AsSpan(), b);
}
