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

    /// <summary>Gives a rented array back; nobody may use the tokens any more.</summary>
    internal void Return() => _values.Return();
}
