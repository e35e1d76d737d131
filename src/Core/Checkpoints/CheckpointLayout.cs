namespace ClipSurgery;

/// <summary>Which of the two transformers a weight belongs to.</summary>
internal enum Tower
{
    Vision,
    Text,
}

/// <summary>
/// Where a checkpoint keeps each weight of a CLIP: two namings are in use. Matrices are handed out as <c>[in, out]</c>, so
/// that <c>x · W</c> applies them; both namings store linear layers as <c>[out, in]</c>.
/// </summary>
internal abstract class CheckpointLayout(CheckpointTensors tensors)
{
    /// <summary>Counters and index lists that training keeps among the weights.</summary>
    private static readonly string[] BookkeepingSuffixes = ["position_ids", "num_batches_tracked", "attn_mask"];

    /// <summary>The naming, for messages.</summary>
    public abstract string Name { get; }

    /// <summary>The checkpoint's file, for messages.</summary>
    public string Path => Tensors.Path;

    /// <summary>Whether the image tower is a ResNet, and not a vision transformer.</summary>
    public virtual bool IsResNet => false;

    /// <summary>Patch convolution <c>[width, 3, patch, patch]</c>; a ResNet has none.</summary>
    public abstract string PatchConvolution { get; }

    /// <summary>Class token <c>[width]</c>.</summary>
    public abstract string ClassEmbedding { get; }

    /// <summary>Token table <c>[vocabulary, width]</c>.</summary>
    public abstract string TokenEmbedding { get; }

    /// <summary>Normalisation before the image blocks.</summary>
    public abstract string PreNorm { get; }

    protected CheckpointTensors Tensors { get; } = tensors;

    /// <summary>What the names of both towers' blocks begin with.</summary>
    protected abstract IReadOnlyList<string> TowerPrefixes { get; }

    /// <summary>
    /// Positional table: <c>[1 + patches, width]</c> for pictures (class token first), <c>[context, width]</c> for texts.
    /// </summary>
    public abstract string Position(Tower tower);

    /// <summary>Normalisation after the blocks.</summary>
    public abstract string PostNorm(Tower tower);

    /// <summary>Prefix of a block's weights.</summary>
    public abstract string Block(Tower tower, int layer);

    /// <summary>Projection into the shared embedding, and whether it is stored as <c>[embedding, width]</c>.</summary>
    public abstract (string Tensor, bool Transposed) Projection(Tower tower);

    /// <summary>Names of a block's parts under <see cref="Block"/>: norms, attention output, feed-forward layers.</summary>
    public abstract (string Norm1, string Norm2, string AttentionOutput, string FeedForward1, string FeedForward2) BlockParts { get; }

    /// <summary>The tensors of a block's query, key and value projections: one of each kind, or three.</summary>
    protected abstract IReadOnlyList<(string Weight, string Bias)> QkvTensors(string block);

    /// <summary>Finds out which naming a checkpoint uses.</summary>
    /// <exception cref="ClipSurgeryException">It is of another family, or no CLIP at all.</exception>
    public static CheckpointLayout Detect(CheckpointTensors tensors)
    {
        OtherFamily.Refuse(tensors);
        if (tensors.FindPrefix(HuggingFaceLayout.Marker) is { } huggingFace)
        {
            tensors.Prefix = huggingFace;
            return new HuggingFaceLayout(tensors);
        }

        if (tensors.FindPrefix(OpenAiLayout.Marker) is { } openAi)
        {
            tensors.Prefix = openAi;
            return new OpenAiLayout(tensors);
        }

        throw new ClipSurgeryException(
            $"{tensors.Path}: is not a CLIP checkpoint that can be converted; " +
            "expected Hugging Face keys (vision_model.…) or OpenAI/OpenCLIP keys (visual.conv1.weight …).");
    }

    /// <summary>Whether <see cref="Detect"/> knows the naming.</summary>
    public static bool IsKnown(CheckpointTensors tensors) =>
        tensors.FindPrefix(HuggingFaceLayout.Marker) is not null || tensors.FindPrefix(OpenAiLayout.Marker) is not null;

    /// <summary>Whether the checkpoint has a tensor.</summary>
    public bool Has(string tensor) => Tensors.Has(tensor);

    /// <summary>Channels of a block's queries; as many as the block has, unless it is pruned.</summary>
    public int AttentionWidth(Tower tower, int layer)
    {
        IReadOnlyList<(string Weight, string Bias)> names = QkvTensors(Block(tower, layer));
        return Length(names[0].Bias) * names.Count / 3;
    }

    /// <summary>
    /// Looks for tensors of the towers that no graph has read: a model that has more than a CLIP would be another one without it.
    /// </summary>
    /// <exception cref="ClipSurgeryException">There is one.</exception>
    public void CheckAllRead()
    {
        if (Tensors.FindUnread(TowerPrefixes, BookkeepingSuffixes) is { } tensor)
        {
            throw new ClipSurgeryException(
                $"{Path}: has the tensor {tensor}, which CLIP's towers do not have: it is another architecture; " +
                "expected a ViT or ResNet CLIP of OpenAI, OpenCLIP or Hugging Face's CLIPModel.");
        }
    }

    /// <summary>Number of blocks of a tower; a ResNet counts as one, its attention pool.</summary>
    public int CountBlocks(Tower tower)
    {
        if (tower == Tower.Vision && IsResNet)
        {
            return 1;
        }

        int layers = 0;
        while (Tensors.Has($"{Block(tower, layers)}{BlockParts.Norm1}.weight"))
        {
            layers++;
        }

        return layers;
    }

    /// <summary>Weights of the query, key and value projections side by side: <c>[width, 3 · outputs]</c>.</summary>
    public float[] ReadQkvWeight(Tower tower, int layer, int width, int outputs)
    {
        float[] stacked = Stack(QkvTensors(Block(tower, layer)).Select(name => name.Weight), 3 * outputs, width);
        return CheckpointTensors.Transpose(stacked, 3 * outputs, width);
    }

    /// <summary>Biases of the query, key and value projections, one behind the other: <c>[3 · outputs]</c>.</summary>
    public float[] ReadQkvBias(Tower tower, int layer, int outputs) =>
        Stack(QkvTensors(Block(tower, layer)).Select(name => name.Bias), 3 * outputs);

    /// <summary>A linear layer's weight as <c>[inputs, outputs]</c>.</summary>
    public float[] ReadMatrix(string tensor, int inputs, int outputs) =>
        CheckpointTensors.Transpose(Read(tensor, outputs, inputs), outputs, inputs);

    /// <summary>The projection into the shared embedding as <c>[width, embedding]</c>.</summary>
    public float[] ReadProjection(Tower tower, int width, int embedding)
    {
        (string tensor, bool transposed) = Projection(tower);
        return transposed ? ReadMatrix(tensor, width, embedding) : Read(tensor, width, embedding);
    }

    /// <summary>A tensor's values; a shape other than the expected one is an error.</summary>
    public float[] Read(string tensor, params ReadOnlySpan<int> shape) => Tensors.Read(tensor, shape);

    /// <summary>A tensor's dimensions; other than so many of them are an error.</summary>
    public IReadOnlyList<long> Dimensions(string tensor, int rank) => Tensors.Dimensions(tensor, rank);

    /// <summary>Length of a tensor of one dimension.</summary>
    public int Length(string tensor) => Tensors.Shape(tensor) is [> 0 and < int.MaxValue and long length]
        ? (int)length
        : throw new ClipSurgeryException(
            $"{Path}: tensor {tensor} has shape [{string.Join(", ", Tensors.Shape(tensor))}]; expected one dimension above 0.");

    /// <summary>Tensors of one shape, one behind the other along the first axis.</summary>
    private float[] Stack(IEnumerable<string> tensors, int rows, params ReadOnlySpan<int> rest)
    {
        string[] names = [.. tensors];
        float[] first = Read(names[0], [rows / names.Length, .. rest]);
        if (names.Length == 1)
        {
            return first;
        }

        float[] stacked = new float[first.Length * names.Length];
        first.CopyTo(stacked, 0);
        for (int i = 1; i < names.Length; i++)
        {
            Read(names[i], [rows / names.Length, .. rest]).CopyTo(stacked, i * first.Length);
        }

        return stacked;
    }
}
