namespace ClipSurgery;

/// <summary>
/// The attention pool at the end of CLIP's ResNet image tower, as ONNX operators. CLIP asks it for one token, the mean of the
/// patches; here every patch is a query, too.
/// </summary>
internal sealed class AttentionPool
{
    private const string Name = "visual.attnpool";

    private readonly OnnxGraphBuilder _graph;
    private readonly CheckpointLayout _layout;
    private readonly GridPositions _positions;
    private readonly Linear _key;
    private readonly int _width;
    private readonly int _side;

    public AttentionPool(ClipCheckpoint checkpoint, OnnxGraphBuilder graph)
    {
        _graph = graph;
        _layout = checkpoint.Layout;
        _width = checkpoint.Config.Vision.Width;
        _side = checkpoint.TrainedGrid;
        _positions = new GridPositions(graph, _width, _side);
        QueryLayer = Linear.Read(graph, _layout, $"{Name}.q_proj", _width, _width);
        _key = Linear.Read(graph, _layout, $"{Name}.k_proj", _width, _width);
        ValueLayer = Linear.Read(graph, _layout, $"{Name}.v_proj", _width, _width);
        OutputLayer = Linear.Read(graph, _layout, $"{Name}.c_proj", _width, checkpoint.Config.EmbeddingWidth);
        Attention = new HeadAttention(graph, _width, checkpoint.Config.Vision.Heads);
    }

    public HeadAttention Attention { get; }

    public Linear QueryLayer { get; }

    public Linear ValueLayer { get; }

    public Linear OutputLayer { get; }

    /// <summary>Rows and columns of the picture's patch grid, <c>[2]</c>; known when its tokens are.</summary>
    public string GridSize { get; private set; } = "";

    /// <summary>
    /// Queries, keys and values <c>[batch, 1 + rows · columns, width]</c> of features <c>[batch, width, rows, columns]</c>; the
    /// mean of the patches first.
    /// </summary>
    public (string Query, string Key, string Value) Qkv(string features)
    {
        GridSize = _positions.Size(features);
        string patches = _positions.Tokens(features, 0);
        string mean = _graph.Node("ReduceMean", [patches], OnnxAttribute.Ints("axes", 1), OnnxAttribute.Int("keepdims", 1));
        string tokens = _graph.Node("Concat", [mean, patches], OnnxAttribute.Int("axis", 1));
        string x = _graph.Node("Add", [tokens, _positions.Apply(GridSize, ReadTable, () => ReadTable()[.._width])]);
        return (QueryLayer.Apply(x), _key.Apply(x), ValueLayer.Apply(x));
    }

    /// <summary>The projection of what was read into the shared embedding.</summary>
    public string Output(string attended) => OutputLayer.Apply(attended);

    private float[] ReadTable() => _layout.Read(_layout.Position(Tower.Vision), 1 + _side * _side, _width);
}
