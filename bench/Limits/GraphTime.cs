namespace ClipSurgery.Bench;

/// <summary>Where a graph's time goes: the operators of one kind.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Count">How many of them are executed.</param>
/// <param name="Milliseconds">What they take together.</param>
/// <param name="GFlop">10⁹ operations of their products; null for an operator that is not known.</param>
/// <param name="Written">Values that they write.</param>
internal sealed record GraphTime(string Kind, int Count, double Milliseconds, double? GFlop, double Written)
{
    private const double SmallShare = 0.02;

    /// <summary>The kinds of a run, the longest first; those of little time together.</summary>
    public static IReadOnlyList<GraphTime> ByKind(IReadOnlyList<NodeRun> nodes)
    {
        double all = nodes.Sum(node => node.Milliseconds);
        ILookup<bool, GraphTime> kinds = nodes.GroupBy(OperatorCost.Kind)
            .Select(kind => Sum(kind.Key, kind))
            .OrderByDescending(kind => kind.Milliseconds)
            .ToLookup(kind => kind.Milliseconds < SmallShare * all);
        string[] small = [.. kinds[true].Select(kind => kind.Kind)];
        return small.Length == 0
            ? [.. kinds[false]]
            : [.. kinds[false], Sum($"{small.Length} other kinds", nodes.Where(node => small.Contains(OperatorCost.Kind(node))))];
    }

    private static GraphTime Sum(string kind, IEnumerable<NodeRun> nodes) => new(
        kind,
        nodes.Count(),
        nodes.Sum(node => node.Milliseconds),
        nodes.Any(node => OperatorCost.Flops(node) is null) ? null : nodes.Sum(node => OperatorCost.Flops(node)!.Value) / 1e9,
        nodes.Sum(OperatorCost.Written));

    public const string Header =
        "| operators | number | ms | share of time | GFLOP | GFLOPS | 10⁶ values written |\n|---|---|---|---|---|---|---|";

    public string Row(double allMilliseconds) =>
        $"| {Kind} | {Count} | {Milliseconds:F2} | {Milliseconds / allMilliseconds:P0} " +
        $"| {(GFlop is { } known ? known == 0 ? "" : $"{known:G3}" : "not known")} " +
        $"| {(GFlop > 0 ? $"{GFlop / Milliseconds * 1000:F0}" : "")} | {Written / 1e6:F1} |";
}
