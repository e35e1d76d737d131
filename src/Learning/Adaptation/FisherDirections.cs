using System.Numerics.Tensors;

namespace ClipSurgery;

/// <summary>
/// Fisher's discriminants (linear discriminant analysis with a shrunk covariance): along the direction of a class its examples lie as far
/// from everything else as they can, in units of how far everything else reaches.
/// </summary>
internal static class FisherDirections
{
    /// <summary>Learns.</summary>
    /// <param name="patches">What the patches of the pictures are like.</param>
    /// <param name="objects">The examples.</param>
    /// <param name="settings">How.</param>
    /// <returns>Of each class, in ordinal order of the names: its direction, its offset, and how many examples it has.</returns>
    public static SortedDictionary<string, (float[] Direction, float Offset, int Examples)> Learn(
        TokenMoments patches, IReadOnlyList<ObjectTokens> objects, AdaptationSettings settings)
    {
        int width = objects[0].Fine.Length;
        IGrouping<string, ObjectTokens>[] classes = [.. objects.GroupBy(example => example.Class, StringComparer.Ordinal)];
        double share = settings.ObjectShare * (classes.Length - 1) / (classes.Length - 1 + settings.FewClasses);
        double[] usual = patches.Mean();
        (double[] mean, double[] reach) = Mix(patches, MomentsOf(objects, width), usual, share);
        Shrink(reach, width, settings.Shrinkage);
        PositiveDefinite covariance = new(reach, width);
        SortedDictionary<string, (float[], float, int)> learned = new(StringComparer.Ordinal);
        foreach (IGrouping<string, ObjectTokens> examples in classes)
        {
            double[] towards = MeanOf(examples, width);
            TensorPrimitives.Subtract(towards, mean, towards);
            double[] direction = covariance.Solve(towards);

            // direction · covariance · direction, as covariance · direction is known.
            double spread = Math.Sqrt(PositiveDefinite.Dot(direction, towards));
            double unit = spread > 0 ? 1 / spread : 0;
            learned.Add(
                examples.Key,
                ([.. direction.Select(value => (float)(value * unit))], (float)(-PositiveDefinite.Dot(direction, mean) * unit), examples.Count()));
        }

        return learned;
    }

    private static TokenMoments MomentsOf(IReadOnlyList<ObjectTokens> objects, int width)
    {
        TokenMoments moments = new(width);
        foreach (float[] token in objects.SelectMany(example => example.Views))
        {
            moments.AddMean(token);
        }

        return moments;
    }

    private static (double[] Mean, double[] Reach) Mix(TokenMoments patches, TokenMoments objects, double[] usual, double share)
    {
        double[] mean = new double[usual.Length];
        double[] ofObjects = objects.Mean();
        for (int i = 0; i < mean.Length; i++)
        {
            mean[i] = (1 - share) * usual[i] + share * ofObjects[i];
        }

        double[] reach = patches.Around(usual);
        double[] reachOfObjects = objects.Around(usual);
        for (int i = 0; i < reach.Length; i++)
        {
            reach[i] = (1 - share) * reach[i] + share * reachOfObjects[i];
        }

        return (mean, reach);
    }

    private static void Shrink(double[] covariance, int width, double share)
    {
        double trace = 0;
        for (int i = 0; i < width; i++)
        {
            trace += covariance[i * width + i];
        }

        for (int i = 0; i < covariance.Length; i++)
        {
            covariance[i] = (1 - share) * covariance[i] + (i % (width + 1) == 0 ? share * trace / width : 0);
        }
    }

    private static double[] MeanOf(IEnumerable<ObjectTokens> examples, int width)
    {
        double[] mean = new double[width];
        int count = 0;
        foreach (float[] token in examples.SelectMany(example => example.Views))
        {
            for (int i = 0; i < width; i++)
            {
                mean[i] += token[i];
            }

            count++;
        }

        TensorPrimitives.Divide(mean, count, mean);
        return mean;
    }
}
