namespace ClipSurgery;

/// <summary>
/// Writes CLIP's text tower: <c>ids [batch, length]</c> (start and end token included, any padding behind the end token) to
/// <c>embedding [batch, embedding]</c>, not L2-normalised. Attention is causal and the embedding is read at the end token, so a
/// batch may be as short as its longest prompt. <c>tokens [batch, token_count, embedding]</c> is read in the same way at each of
/// the first <c>token_count [1]</c> tokens.
/// </summary>
/// <remarks>
/// ONNX Runtime computes every output of a graph, asked for or not (its issue 16483): so the count is an input, and where it is
/// not given, no token is embedded.
/// </remarks>
internal sealed class TextGraph(ClipCheckpoint checkpoint, OnnxGraphBuilder graph)
{
    public const string Ids = "ids";
    public const string TokenCount = "token_count";
    public const string Embedding = "embedding";
    public const string Tokens = "tokens";

    private readonly ClipConfig _config = checkpoint.Config;
    private readonly CheckpointLayout _layout = checkpoint.Layout;

    public byte[] Build()
    {
        int width = _config.Text.Width;
        int context = _config.ContextLength;
        string ids = graph.Int64Input(Ids, "batch", "length");
        string length = graph.Node("Slice", [graph.Node("Shape", [ids]), graph.Integers(1), graph.Integers(2)]);
        string table = graph.Weight("positions", () => _layout.Read(_layout.Position(Tower.Text), context, width), context, width);
        string positions = graph.Node("Slice", [table, graph.Integers(0), length]);
        string x = graph.Node("Add", [new TokenTable(graph, _layout, _config.VocabularySize, width).LookUp(ids), positions]);

        string mask = graph.Weight("causal_mask", CausalMask(context), 1, 1, context, context);
        string square = graph.Node("Concat", [length, length], OnnxAttribute.Int("axis", 0));
        string bias = graph.Node("Slice", [mask, graph.Integers(0, 0), square, graph.Integers(2, 3)]);
        for (int layer = 0; layer < _config.Text.Layers; layer++)
        {
            TransformerBlock block = new(graph, _layout, Tower.Text, layer, _config.Text, _config);
            (string query, string key, string value) = block.Qkv(x);
            string attended = block.Output(block.Attention.Apply(block.Attention.Weights(query, key, bias), value));
            x = block.FeedForward(graph.Node("Add", [x, attended]));
        }

        // The end token has CLIP's highest id, whatever a config.json calls it: older ones say 2. The first one counts.
        string end = graph.Node("ArgMax", [ids], OnnxAttribute.Int("axis", 1), OnnxAttribute.Int("keepdims", 1));
        string pooled = graph.Node("GatherND", [x, end], OnnxAttribute.Int("batch_dims", 1));
        string first = graph.Node("Slice", [x, graph.Integers(0), graph.OptionalInteger(TokenCount, 0), graph.Integers(1)]);
        LayerNorm norm = LayerNorm.Read(graph, _layout, _layout.PostNorm(Tower.Text), width, _config.EpsilonOf(Tower.Text));
        int embedding = _config.EmbeddingWidth;
        Linear projection = new(
            graph, "projection", (width, embedding), () => _layout.ReadProjection(Tower.Text, width, embedding));
        graph.FloatOutput(Embedding, projection.Apply(norm.Apply(pooled)), "batch", $"{embedding}");
        graph.FloatOutput(Tokens, projection.Apply(norm.Apply(first)), "batch", TokenCount, $"{embedding}");
        return graph.ToBytes();
    }

    private static float[] CausalMask(int length)
    {
        float[] mask = new float[length * length];
        for (int row = 0; row < length; row++)
        {
            mask.AsSpan(row * length + row + 1, length - row - 1).Fill(float.NegativeInfinity);
        }

        return mask;
    }
}
