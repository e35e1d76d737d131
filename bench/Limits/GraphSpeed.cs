namespace ClipSurgery.Bench;

/// <summary>How near a graph comes to the machine's peak.</summary>
/// <param name="Graph">What the graph does.</param>
/// <param name="Input">What it is given.</param>
/// <param name="Threads">Threads of the runtime.</param>
/// <param name="GFlop">10⁹ operations of its products.</param>
/// <param name="Milliseconds">The median time of a run.</param>
/// <param name="Best">The least time of a run.</param>
/// <param name="PeakGFlops">The median of the large product that ran in turns with it, in 10⁹ operations a second.</param>
/// <param name="PeakShare">
/// The median, over turns, of its own operations a second as a share of those of the large product before and after.
/// </param>
internal sealed record GraphSpeed(
    string Graph, string Input, int Threads, double GFlop, double Milliseconds, double Best, double PeakGFlops, double PeakShare)
{
    private const int FewestTurns = 5;
    private const int MostTurns = 30;
    private const double MillisecondsForAll = 6000;

    /// <summary>
    /// Measures in turns with the large product, so that what else the machine does, and how warm it is, strikes both.
    /// </summary>
    public static GraphSpeed Measure(Graph graph, double gflop, int threads, GemmPeak peak)
    {
        using OnnxSession session = OnnxSession.Load(graph.Path, new RuntimeOptions { Threads = threads }, fixedShapes: true);
        string[] outputs = [.. session.Outputs.Keys];
        double first = Stopwatches.Milliseconds(Run) + Stopwatches.Milliseconds(Run);
        peak.Measure();
        int turns = (int)Math.Clamp(MillisecondsForAll / first, FewestTurns, MostTurns);

        // A short run is repeated in each turn until it takes as long as a large product.
        int repeats = (int)Math.Clamp(100 / first, 1, 20);
        List<double> times = [];
        List<double> peaks = [peak.Measure()];
        List<double> shares = [];
        for (int turn = 0; turn < turns; turn++)
        {
            double[] each = [.. Enumerable.Range(0, repeats).Select(_ => Stopwatches.Milliseconds(Run))];
            times.AddRange(each);
            peaks.Add(peak.Measure());
            shares.Add(gflop / Stopwatches.Median(each) * 1000 / ((peaks[^1] + peaks[^2]) / 2));
        }

        return new GraphSpeed(
            graph.Name,
            graph.Input,
            threads,
            gflop,
            Stopwatches.Median(times),
            times.Min(),
            Stopwatches.Median(peaks),
            Stopwatches.Median(shares));

        void Run() => session.Run([.. graph.Values.Keys], [.. graph.Values.Values], outputs, CancellationToken.None).Dispose();
    }

    public const string Header =
        "| graph | input | threads | GFLOP | ms, median | ms, least | GFLOPS | GEMM peak | share of peak |\n" +
        "|---|---|---|---|---|---|---|---|---|";

    public string Row =>
        $"| {Graph} | {Input} | {Threads} | {GFlop:G3} | {Milliseconds:F1} | {Best:F1} " +
        $"| {GFlop / Milliseconds * 1000:F0} | {PeakGFlops:F0} | {PeakShare:P0} |";
}
