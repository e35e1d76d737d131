namespace ClipSurgery;

/// <summary>
/// The self-attention of CLIP's image tower for one picture, from patch to patch in every block, averaged over the heads. All
/// blocks are read along the unmodified model's path.
/// </summary>
/// <remarks>
/// The class token is left out, as a query and as a key: rows sum to less than 1. Feeds <see cref="SelectionRatio"/>.
/// </remarks>
public sealed class SelfAttention
{
    private readonly float[] _raw;
    private readonly float[] _consistent;

    internal SelfAttention(float[] raw, float[] consistent, int gridWidth, int gridHeight)
    {
        _raw = raw;
        _consistent = consistent;
        GridWidth = gridWidth;
        GridHeight = gridHeight;
        int patches = gridWidth * gridHeight;
        Layers = raw.Length / patches / patches;
    }

    /// <summary>Number of blocks.</summary>
    public int Layers { get; }

    /// <summary>Columns of the patch grid.</summary>
    public int GridWidth { get; }

    /// <summary>Rows of the patch grid.</summary>
    public int GridHeight { get; }

    /// <summary>A block's own attention, softmax(q · kᵀ / √d).</summary>
    /// <param name="layer">The block, from 0 (next to the pixels).</param>
    /// <returns><c>[patches, patches]</c>, queries × keys, row-major; patches from the top left, row by row; 0 to 1.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such block.</exception>
    public ReadOnlySpan<float> Raw(int layer) => Layer(_raw, layer);

    /// <summary>
    /// What CLIP Surgery puts in its place: softmax(v · vᵀ / √d), the consistent self-attention of Li et al., arXiv 2304.05653.
    /// </summary>
    /// <param name="layer">The block, from 0 (next to the pixels).</param>
    /// <returns><c>[patches, patches]</c>, as <see cref="Raw"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such block.</exception>
    public ReadOnlySpan<float> Consistent(int layer) => Layer(_consistent, layer);

    private ReadOnlySpan<float> Layer(float[] attention, int layer)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(layer);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(layer, Layers);
        int size = attention.Length / Layers;
        return attention.AsSpan(layer * size, size);
    }
}
