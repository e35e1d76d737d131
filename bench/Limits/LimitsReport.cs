namespace ClipSurgery.Bench;

/// <summary>The distance of each graph to the machine's limit.</summary>
internal static class LimitsReport
{
    private const double MillisecondsOfProfile = 3000;
    private const int FewestProfiled = 4;
    private const int MostProfiled = 30;

    /// <param name="cache">Folder for what is made on the way.</param>
    /// <param name="clip">A converted CLIP model.</param>
    /// <param name="sam">A SAM model.</param>
    /// <param name="results">The JSON file for the numbers.</param>
    public static void Write(string cache, string clip, string sam, string results)
    {
        int cores = Environment.ProcessorCount;
        int[] threadCounts = cores == 1 ? [1] : [1, cores];
        double[] arithmetic = [.. threadCounts.Select(ArithmeticPeak.Measure)];
        Graph[] graphs = [.. Graph.OfClip(clip), .. Graph.OfSam(sam)];
        double[] gflops = [.. graphs.Select(Count)];

        List<GraphSpeed> speeds = [];
        foreach (int threads in threadCounts)
        {
            using GemmPeak peak = new(cache, threads);
            foreach ((Graph graph, double gflop) in graphs.Zip(gflops))
            {
                speeds.Add(GraphSpeed.Measure(graph, gflop, threads, peak));
            }
        }

        Console.WriteLine(GraphSpeed.Header);
        speeds.ForEach(speed => Console.WriteLine(speed.Row));
        Console.WriteLine();
        foreach ((int threads, double most) in threadCounts.Zip(arithmetic))
        {
            double gemm = speeds.Where(speed => speed.Threads == threads).Max(speed => speed.PeakGFlops);
            Console.WriteLine(
                $"{threads} thread{(threads > 1 ? "s" : "")}: multiply-adds on registers alone {most:F0} GFLOPS; " +
                $"the GEMM peak is {gemm / most:P0} of that.");
        }

        List<object> times = [];
        foreach ((Graph graph, double gflop) in graphs.Zip(gflops))
        {
            double once = speeds.Last(speed => speed.Graph == graph.Name && speed.Input == graph.Input).Milliseconds;
            int runs = (int)Math.Clamp(MillisecondsOfProfile / once, FewestProfiled, MostProfiled);
            IReadOnlyList<NodeRun> nodes = NodeRun.Executed(graph.Path, graph.Values, cores, runs);
            IReadOnlyList<GraphTime> kinds = GraphTime.ByKind(nodes);
            double all = nodes.Sum(node => node.Milliseconds);
            Console.WriteLine($"\n{graph.Name}, {graph.Input}, {cores} threads, {all:F1} ms in operators:\n\n{GraphTime.Header}");
            foreach (GraphTime kind in kinds)
            {
                Console.WriteLine(kind.Row(all));
            }

            double executed = nodes.Sum(node => OperatorCost.Flops(node) ?? 0) / 1e9;
            if (Math.Abs(executed / gflop - 1) > 0.01)
            {
                Console.WriteLine($"\nThe runtime computes {executed:G3} GFLOP where the graph as written has {gflop:G3}.");
            }

            times.Add(new { graph = graph.Name, input = graph.Input, threads = cores, kinds });
        }

        JsonResults.Write(results, new { cores, arithmetic_gflops = threadCounts.Zip(arithmetic).ToDictionary(), speeds, times });
    }

    /// <summary>10⁹ operations of the graph as it was written; names what it does not know.</summary>
    private static double Count(Graph graph)
    {
        IReadOnlyList<NodeRun> nodes = NodeRun.Written(graph.Path, graph.Values);
        foreach (string op in nodes.Where(node => OperatorCost.Flops(node) is null).Select(node => node.Operator).Distinct())
        {
            Console.WriteLine($"{graph.Path}: {op} is not known here and may hold products that are not counted.");
        }

        return nodes.Sum(node => OperatorCost.Flops(node) ?? 0) / 1e9;
    }
}
