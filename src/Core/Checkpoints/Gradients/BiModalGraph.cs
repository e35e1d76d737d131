namespace ClipSurgery;

/// <summary>
/// Writes Chefer et al.'s relevance through all blocks (ICCV 2021), from <see cref="GradientTower"/>'s inputs to <c>bimodal-all [texts,
/// patches]</c>: R = I, and for each block R += mean over heads of relu(gradient · attention) · R. Only the class token's row of R is
/// made, from the last block to the first, so nothing is as large as the square of the tokens but one text's block in hand.
/// </summary>
internal sealed class BiModalGraph(ClipCheckpoint checkpoint, OnnxGraphBuilder graph)
{
    public const string Map = "bimodal-all";

    public byte[] Build()
    {
        GradientTower tower = new(checkpoint, graph);
        (string x, string texts) = tower.Begin();
        List<(TransformerBlock Block, BlockGradient Gradient)> blocks = [];
        for (int layer = 0; layer <= tower.Last; layer++)
        {
            TransformerBlock block = tower.Block(layer);
            BlockGradient gradient = new(graph, block, x, readsClassAlone: layer == tower.Last);
            blocks.Add((block, gradient));
            x = gradient.Output;
        }

        ScoreGradient score = tower.Score();
        string relevance = graph.ForEachRow(texts, text =>
        {
            string atOutput = score.Of(x, graph.Node("Unsqueeze", [text, graph.Integers(0, 1)]), tower.ScoreFactor);
            string? row = null;
            for (int layer = tower.Last; layer >= 0; layer--)
            {
                (TransformerBlock block, BlockGradient gradient) = blocks[layer];
                (string atMiddle, string atAttended) = gradient.ToAttention(atOutput);
                string weights = gradient.Weights();
                string atWeights = gradient.AtWeights(atAttended);
                string shares = block.Attention.HeadMean(graph.Node("Relu", [graph.Node("Mul", [weights, atWeights])]));
                row = row is null ? shares : Follow(row, shares);
                if (layer > 0)
                {
                    atOutput = gradient.ToInput(atMiddle, atAttended, weights, atWeights);
                }
            }

            return graph.Node("Squeeze", [graph.Slice(row!, 1, int.MaxValue, axis: 2), graph.Integers(0, 1)]);
        });
        graph.FloatOutput(Map, relevance, "texts", "patches");
        return graph.ToBytes();
    }

    /// <summary>The class token's row, less the 1 at its own place, through a block below: <c>row + (row + 1 there) · shares</c>.</summary>
    private string Follow(string row, string shares)
    {
        string through = graph.Node("Add", [graph.Node("MatMul", [row, shares]), graph.Slice(shares, 0, 1, axis: 1)]);
        return graph.Node("Add", [row, through]);
    }
}
