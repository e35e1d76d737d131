namespace ClipSurgery;

/// <summary>
/// Writes the maps that need the gradient of the last block alone, from <see cref="GradientTower"/>'s inputs: <c>gradcam</c>,
/// <c>bimodal</c> and <c>grad-eclip</c>, each <c>[texts, patches]</c>; and of gScoreCAM <c>importance [texts, width]</c>, the gradient
/// at the class token of the last block's output, and that output's patches, <c>channels [patches, width]</c>.
/// </summary>
internal sealed class LastBlockGraph(ClipCheckpoint checkpoint, OnnxGraphBuilder graph)
{
    public const string GradCam = "gradcam";
    public const string BiModal = "bimodal";
    public const string GradEclip = "grad-eclip";
    public const string Importance = "importance";
    public const string Channels = "channels";

    public byte[] Build()
    {
        GradientTower tower = new(checkpoint, graph);
        (string x, string texts) = tower.Begin();
        for (int layer = 0; layer < tower.Last; layer++)
        {
            x = tower.Block(layer).Apply(x);
        }

        TransformerBlock block = tower.Block(tower.Last);
        BlockGradient last = new(graph, block, x, readsClassAlone: true);
        string rows = graph.Node("Unsqueeze", [texts, graph.Integers(1)]);
        string atOutput = tower.Score().Of(last.Output, rows, tower.ScoreFactor);
        (_, string atAttended) = last.ToAttention(atOutput);
        string weights = last.Weights();
        string atWeights = last.AtWeights(atAttended);
        string channels = block.FeedForward(
            graph.Node("Add", [x, block.Output(block.Attention.Attend(last.AllQueries, last.Key, last.Value))]));
        string width = $"{checkpoint.Config.Vision.Width}";
        Map(GradCam, Weighted(last.MeanAtNormalizedPatches(atAttended, weights, atWeights), last.Normalized));
        Map(BiModal, Relevance(block, weights, atWeights));
        Map(GradEclip, graph.Node("Mul", [Weighted(atAttended, last.Value), Closeness(block, last)]));
        graph.FloatOutput(Importance, graph.Node("Squeeze", [atOutput, graph.Integers(1)]), "texts", width);
        graph.FloatOutput(Channels, graph.Node("Squeeze", [Patches(channels), graph.Integers(0)]), "patches", width);
        return graph.ToBytes();
    }

    /// <summary>For each text, the weighted sum of every patch's channels: <c>[texts, 1, patches]</c>.</summary>
    private string Weighted(string weights, string tokens) =>
        graph.RuntimeNode("FusedMatMul", [weights, Patches(tokens)], OnnxAttribute.Int("transB", 1));

    /// <summary>Chefer et al., ICCV 2021: the positive part of gradient · attention at the class token, averaged over the heads.</summary>
    private string Relevance(TransformerBlock block, string weights, string atWeights)
    {
        string positive = graph.Node("Relu", [graph.Node("Mul", [weights, atWeights])]);
        return graph.Slice(block.Attention.HeadMean(positive), 1, int.MaxValue, axis: 2);
    }

    /// <summary>
    /// Zhao et al., ICML 2024: cosines of the class token's query with the patches' keys, both behind the output projection, brought to 0
    /// to 1: <c>[1, 1, patches]</c>.
    /// </summary>
    private string Closeness(TransformerBlock block, BlockGradient last)
    {
        string cosines = graph.RuntimeNode(
            "FusedMatMul",
            [Unit(block.Output(last.Query)), Unit(block.Output(Patches(last.Key)))],
            OnnxAttribute.Int("transB", 1));
        string low = graph.Node("ReduceMin", [cosines], OnnxAttribute.Ints("axes", -1));
        string high = graph.Node("ReduceMax", [cosines], OnnxAttribute.Ints("axes", -1));

        // Where all patches are alike the numerator is 0: so is the quotient.
        string range = graph.Node("Max", [graph.Node("Sub", [high, low]), graph.Scalar(1e-30f)]);
        return graph.Node("Div", [graph.Node("Sub", [cosines, low]), range]);
    }

    private string Unit(string x) => graph.Node("Div", [x, graph.Node("ReduceL2", [x], OnnxAttribute.Ints("axes", -1))]);

    private string Patches(string tokens) => graph.Slice(tokens, 1, int.MaxValue, axis: 1);

    /// <summary>What lowers the score is no evidence: only the positive part of a map is kept.</summary>
    private void Map(string name, string map) => graph.FloatOutput(
        name, graph.Node("Relu", [graph.Node("Squeeze", [map, graph.Integers(1)])]), "texts", "patches");
}
