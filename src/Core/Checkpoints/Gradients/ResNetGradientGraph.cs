namespace ClipSurgery;

/// <summary>
/// Writes the gradient maps of a CLIP whose image tower is a ResNet, with inputs and outputs as <see cref="LastBlockGraph"/>'s:
/// <c>gradcam [texts, cells]</c>, and of gScoreCAM <c>importance [texts, channels]</c> and <c>channels [cells, channels]</c>, about the
/// last stage's features. An importance is the mean gradient over the cells; Grad-CAM weighs channels by the same.
/// </summary>
internal sealed class ResNetGradientGraph(ClipCheckpoint checkpoint, OnnxGraphBuilder graph)
{
    public byte[] Build()
    {
        ClipConfig config = checkpoint.Config;
        string pixels = graph.FloatInput(VisualGraph.Pixels, "1", "3", "height", "width");
        string texts = graph.FloatInput(GradientTower.Texts, "texts", $"{config.EmbeddingWidth}");
        string features = new ResNetFeatures(checkpoint, graph).Apply(pixels);
        AttentionPool pool = new(checkpoint, graph);
        (string queries, string key, string value) = pool.Qkv(features);
        string query = graph.Slice(queries, 0, 1, axis: 1);
        HeadAttention attention = pool.Attention;
        string weights = attention.Weights(query, key);
        ScoreGradient score = new(graph, norm: null, pool.OutputLayer);
        string rows = graph.Node("Unsqueeze", [texts, graph.Integers(1)]);
        string atAttended = score.Of(attention.Apply(weights, value), rows, config.LogitScale);

        // A cell is a key and a value of its own, and has its share in the mean that is the query. Over all cells the keys' gradients sum
        // up to nothing, as those of a softmax's scores do, and the values' to the output's.
        string atQuery = attention.AtQueries(attention.AtScores(weights, attention.AtWeights(atAttended, value)), key);
        string sum = graph.Node("Add", [pool.ValueLayer.Gradient(atAttended), pool.QueryLayer.Gradient(atQuery)]);
        string cells = graph.ToFloat(graph.Node("ReduceProd", [pool.GridSize]));
        string importance = graph.Node("Squeeze", [graph.Node("Div", [sum, cells]), graph.Integers(1)]);
        string planes = graph.Node("Reshape", [features, graph.Integers(config.Vision.Width, -1)]);
        string channels = $"{config.Vision.Width}";
        string map = graph.Node("Relu", [graph.Node("MatMul", [importance, planes])]);
        graph.FloatOutput(LastBlockGraph.GradCam, map, "texts", "cells");
        graph.FloatOutput(LastBlockGraph.Importance, importance, "texts", channels);
        graph.FloatOutput(LastBlockGraph.Channels, graph.Node("Transpose", [planes], OnnxAttribute.Ints("perm", 1, 0)), "cells", channels);
        return graph.ToBytes();
    }
}
