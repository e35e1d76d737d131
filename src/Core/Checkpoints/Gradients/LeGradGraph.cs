namespace ClipSurgery;

/// <summary>
/// Writes LeGrad (Bousselham et al., ICCV 2025), from <see cref="GradientTower"/>'s inputs to <c>legrad [texts, patches]</c>: each
/// block's mean token is scored as if it were the picture's, and the positive part of that score's gradient at the block's attention is
/// averaged over heads and queries, and summed over the blocks.
/// </summary>
internal sealed class LeGradGraph(ClipCheckpoint checkpoint, OnnxGraphBuilder graph)
{
    public const string Map = "legrad";

    public byte[] Build()
    {
        GradientTower tower = new(checkpoint, graph);
        (string x, string texts) = tower.Begin();
        List<BlockGradient> blocks = [];
        for (int layer = 0; layer <= tower.Last; layer++)
        {
            BlockGradient gradient = new(graph, tower.Block(layer), x, readsClassAlone: false);
            blocks.Add(gradient);
            x = gradient.Output;
        }

        ScoreGradient score = tower.Score();
        string[] means = [.. blocks.Select(block => graph.Node("ReduceMean", [block.Output], OnnxAttribute.Ints("axes", 1)))];
        string share = graph.Node("Reciprocal", [graph.ToFloat(graph.Slice(graph.Node("Shape", [x]), 1, 2, axis: 0))]);
        string maps = graph.ForEachRow(texts, text =>
        {
            string row = graph.Node("Unsqueeze", [text, graph.Integers(0, 1)]);
            string? sum = null;
            foreach ((BlockGradient block, string mean) in blocks.Zip(means))
            {
                // Every token has the same share in the mean.
                string atOutput = graph.Node("Mul", [score.Of(mean, row, factor: 1), share]);
                (_, string atAttended) = block.ToAttention(atOutput);
                string positive = graph.Node("Relu", [block.AtWeights(atAttended)]);
                string map = graph.Node("ReduceMean", [positive], OnnxAttribute.Ints("axes", 0, 1, 2), OnnxAttribute.Int("keepdims", 0));
                sum = sum is null ? map : graph.Node("Add", [sum, map]);
            }

            return graph.Slice(sum!, 1, int.MaxValue, axis: 0);
        });
        graph.FloatOutput(Map, maps, "texts", "patches");
        return graph.ToBytes();
    }
}
