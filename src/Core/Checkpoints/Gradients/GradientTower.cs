namespace ClipSurgery;

/// <summary>
/// What graphs with a backward pass have in common: the unmodified image tower, a vision transformer, of <c>pixels [1, 3, height,
/// width]</c> (normalised RGB) and <c>texts [texts, embedding]</c> (L2-normalised).
/// </summary>
internal sealed class GradientTower(ClipCheckpoint checkpoint, OnnxGraphBuilder graph)
{
    public const string Texts = "texts";

    private readonly ClipConfig _config = checkpoint.Config;
    private readonly CheckpointLayout _layout = checkpoint.Layout;

    /// <summary>The number of the last block.</summary>
    public int Last => _config.Vision.Layers - 1;

    /// <summary>What a cosine is multiplied by to be CLIP's score.</summary>
    public float ScoreFactor => _config.LogitScale;

    /// <summary>Declares the inputs.</summary>
    /// <returns>Tokens <c>[1, tokens, width]</c>, which the first block takes, and the texts.</returns>
    public (string Tokens, string Texts) Begin()
    {
        string pixels = graph.FloatInput(VisualGraph.Pixels, "1", "3", "height", "width");
        string texts = graph.FloatInput(Texts, "texts", $"{_config.EmbeddingWidth}");
        return (new PatchEmbedding(checkpoint, graph).Apply(pixels), texts);
    }

    public TransformerBlock Block(int layer) => new(graph, _layout, Tower.Vision, layer, _config.Vision, _config);

    /// <summary>The final normalisation and projection.</summary>
    public ScoreGradient Score()
    {
        int width = _config.Vision.Width;
        LayerNorm norm = LayerNorm.Read(graph, _layout, _layout.PostNorm(Tower.Vision), width, _config.LayerNormEpsilon);
        int embedding = _config.EmbeddingWidth;
        return new ScoreGradient(graph, norm, new Linear(
            graph, "visual_projection", (width, embedding), () => _layout.ReadProjection(Tower.Vision, width, embedding)));
    }
}
