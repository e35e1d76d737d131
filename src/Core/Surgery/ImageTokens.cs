using System.Numerics.Tensors;

namespace ClipSurgery;

/// <summary>What CLIP sees in one picture: L2-normalised embeddings of the whole picture and of each patch.</summary>
public sealed class ImageTokens
{
    private readonly PooledArray<float> _values;

    internal ImageTokens(PooledArray<float> values, int gridWidth, int gridHeight, int embeddingWidth)
    {
        _values = values;
        GridWidth = gridWidth;
        GridHeight = gridHeight;
        EmbeddingWidth = embeddingWidth;
    }

    /// <summary>Columns of the patch grid.</summary>
    public int GridWidth { get; }

    /// <summary>Rows of the patch grid.</summary>
    public int GridHeight { get; }

    /// <summary>Channels of an embedding.</summary>
    public int EmbeddingWidth { get; }

    /// <summary>The whole picture's embedding, <c>[EmbeddingWidth]</c>: the same as the unmodified model's.</summary>
    public ReadOnlySpan<float> Cls => _values.Span[..EmbeddingWidth];

    /// <summary>Patch embeddings <c>[GridHeight · GridWidth, EmbeddingWidth]</c>, row-major from the top left.</summary>
    public ReadOnlySpan<float> Patches => _values.Span[EmbeddingWidth..];

    /// <summary><see cref="Cls"/> and <see cref="Patches"/> in one array.</summary>
    internal ReadOnlySpan<float> All => _values.Span;

    /// <summary>All patches as one: their mean, which is shorter than 1 where they differ.</summary>
    /// <param name="weights">What each patch counts, row-major; of sum 1.</param>
    internal ImageTokens Pool(ReadOnlySpan<float> weights)
    {
        float[] pooled = new float[2 * EmbeddingWidth];
        Cls.CopyTo(pooled);
        Span<float> mean = pooled.AsSpan(EmbeddingWidth);
        for (int patch = 0; patch < weights.Length; patch++)
        {
            TensorPrimitives.MultiplyAdd(Patches.Slice(patch * EmbeddingWidth, EmbeddingWidth), weights[patch], mean, mean);
        }

        return new ImageTokens(pooled, 1, 1, EmbeddingWidth);
    }

    /// <summary>Takes another picture's class token, for a part of that picture; nobody else may use the tokens.</summary>
    internal void SetCls(ReadOnlySpan<float> cls) => cls.CopyTo(_values.Span[..EmbeddingWidth]);

    /// <summary>Gives a rented array back; nobody may use the tokens any more.</summary>
    internal void Return() => _values.Return();
}
