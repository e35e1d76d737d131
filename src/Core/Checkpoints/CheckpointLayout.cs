namespace ClipSurgery;

/// <summary>Which of the two transformers a weight belongs to.</summary>
internal enum Tower
{
    Vision,
    Text,
}

/// <summary>
/// Where a checkpoint keeps each weight of a ViT CLIP: two namings are in use. Matrices are handed out as <c>[in, out]</c>, so
/// that <c>x · W</c> applies them; both namings store linear layers as <c>[out, in]</c>.
/// </summary>
internal abstract class CheckpointLayout(CheckpointTensors tensors)
{
    /// <summary>The naming, for messages.</summary>
    public abstract string Name { get; }

    /// <summary>Patch convolution <c>[width, 3, patch, patch]</c>.</summary>
    public abstract string PatchConvolution { get; }

    /// <summary>Class token <c>[width]</c>.</summary>
    public abstract string ClassEmbedding { get; }

    /// <summary>Token table <c>[vocabulary, width]</c>.</summary>
    public abstract string TokenEmbedding { get; }

    /// <summary>Normalisation before the image blocks.</summary>
    public abstract string PreNorm { get; }

    protected CheckpointTensors Tensors { get; } = tensors;

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
    public static CheckpointLayout Detect(CheckpointTensors tensors)
    {
        if (tensors.Has("vision_model.embeddings.patch_embedding.weight"))
        {
            return new HuggingFaceLayout(tensors);
        }

        if (tensors.Has("visual.conv1.weight"))
        {
            string text = tensors.Has("text.token_embedding.weight") ? "text." : "";
            return tensors.Has("visual.layer1.0.conv1.weight")
                ? throw new ClipSurgeryException($"{tensors.Path}: is a ResNet CLIP; expected a vision transformer (ViT) checkpoint.")
                : new OpenAiLayout(tensors, text);
        }

        throw new ClipSurgeryException(
            $"{tensors.Path}: is not a CLIP checkpoint that can be converted; " +
            "expected Hugging Face keys (vision_model.…) or OpenAI/OpenCLIP keys (visual.conv1.weight …).");
    }

    /// <summary>Number of blocks of a tower.</summary>
    public int CountBlocks(Tower tower)
    {
        int layers = 0;
        while (Tensors.Has($"{Block(tower, layers)}{BlockParts.Norm1}.weight"))
        {
            layers++;
        }

        return layers;
    }

    /// <summary>Weights of the query, key and value projections side by side: <c>[width, 3 · width]</c>.</summary>
    public float[] ReadQkvWeight(Tower tower, int layer, int width)
    {
        IReadOnlyList<(string Weight, string Bias)> names = QkvTensors(Block(tower, layer));
        float[] stacked = [.. names.SelectMany(name => Read(name.Weight, 3 * width / names.Count, width))];
        return Transpose(stacked, 3 * width, width);
    }

    /// <summary>Biases of the query, key and value projections, one behind the other: <c>[3 · width]</c>.</summary>
    public float[] ReadQkvBias(Tower tower, int layer, int width)
    {
        IReadOnlyList<(string Weight, string Bias)> names = QkvTensors(Block(tower, layer));
        return [.. names.SelectMany(name => Read(name.Bias, 3 * width / names.Count))];
    }

    /// <summary>A linear layer's weight as <c>[inputs, outputs]</c>.</summary>
    public float[] ReadMatrix(string tensor, int inputs, int outputs) =>
        Transpose(Read(tensor, outputs, inputs), outputs, inputs);

    /// <summary>The projection into the shared embedding as <c>[width, embedding]</c>.</summary>
    public float[] ReadProjection(Tower tower, int width, int embedding)
    {
        (string tensor, bool transposed) = Projection(tower);
        return transposed ? ReadMatrix(tensor, width, embedding) : Read(tensor, width, embedding);
    }

    /// <summary>A tensor's values; a shape other than the expected one is an error.</summary>
    public float[] Read(string tensor, params ReadOnlySpan<int> shape)
    {
        IReadOnlyList<long> found = Tensors.Shape(tensor);
        bool equal = found.Count == shape.Length;
        for (int i = 0; equal && i < shape.Length; i++)
        {
            equal = found[i] == shape[i];
        }

        return equal
            ? Tensors.Read(tensor)
            : throw new ClipSurgeryException(
                $"{Tensors.Path}: tensor {tensor} has shape [{string.Join(", ", found)}]; expected [{string.Join(", ", shape.ToArray())}].");
    }

    /// <summary>Length of a tensor of one dimension.</summary>
    public int Length(string tensor) => Tensors.Shape(tensor) is [> 0 and < int.MaxValue and long length]
        ? (int)length
        : throw new ClipSurgeryException(
            $"{Tensors.Path}: tensor {tensor} has shape [{string.Join(", ", Tensors.Shape(tensor))}]; expected one dimension above 0.");

    private static float[] Transpose(float[] matrix, int rows, int columns)
    {
        float[] transposed = new float[matrix.Length];
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                transposed[column * rows + row] = matrix[row * columns + column];
            }
        }

        return transposed;
    }
}
