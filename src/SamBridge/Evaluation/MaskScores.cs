namespace ClipSurgery;

/// <summary>
/// How good masks are beyond COCO's numbers; NaN where there is nothing to average. A pair is a picture and a label that it has.
/// </summary>
/// <param name="Pairs">Number of pairs.</param>
/// <param name="UnionIou">Mean over the pairs of <see cref="LabelOutcome.UnionIou"/>.</param>
/// <param name="Chosen">Mean over the instances of <see cref="InstanceOutcome.Chosen"/>.</param>
/// <param name="Oracle">
/// Mean over the instances of <see cref="InstanceOutcome.Oracle"/>: what a perfect choice would reach.
/// </param>
/// <param name="WorseThanRegion">Share of the instances with a region that fit worse than it.</param>
/// <param name="PresentKept">Share of the pairs with a mask.</param>
/// <param name="AbsentWithMask">Share of the labels asked in vain that got a mask.</param>
/// <param name="CountError">
/// Mean over the pairs of the difference between the numbers of instances and of objects, without sign.
/// </param>
public sealed record MaskScores(
    int Pairs,
    double UnionIou,
    double Chosen,
    double Oracle,
    double WorseThanRegion,
    double PresentKept,
    double AbsentWithMask,
    double CountError)
{
    /// <summary>Averages over pictures.</summary>
    public static MaskScores Of(IReadOnlyList<PictureMasks> pictures)
    {
        LabelOutcome[] pairs = [.. pictures.SelectMany(picture => picture.Present)];
        InstanceOutcome[] instances = [.. pairs.SelectMany(pair => pair.Instances)];
        return new MaskScores(
            pairs.Length,
            Mean(pairs.Select(pair => pair.UnionIou)),
            Mean(instances.Select(instance => instance.Chosen)),
            Mean(instances.Select(instance => instance.Oracle)),
            Mean(instances.Where(instance => instance.Region is not null).Select(instance => instance.Chosen < instance.Region ? 1.0 : 0)),
            Mean(pairs.Select(pair => pair.Instances.Count > 0 ? 1.0 : 0)),
            (double)pictures.Sum(picture => picture.AbsentWithMask.Count) / pictures.Sum(picture => picture.AbsentAsked),
            Mean(pairs.Select(pair => (double)Math.Abs(pair.Instances.Count - pair.Objects))));
    }

    private static double Mean(IEnumerable<double> values) => values.DefaultIfEmpty(double.NaN).Average();
}
