namespace ClipSurgery;

/// <summary>
/// The foreground selection ratio, which CLIP Surgery (Li et al., arXiv 2304.05653) averages to mFSR: whether self-attention of
/// the foreground looks at the foreground, or at other regions as in the original CLIP. The weighting below is this library's
/// reading of it.
/// </summary>
public static class SelectionRatio
{
    /// <summary>
    /// The mean over the foreground's queries of the share of their attention that lies on foreground keys. A query without any
    /// attention on patches has no share and is left out.
    /// </summary>
    /// <param name="attention">
    /// Attention <c>[queries, keys]</c> from patch to patch, row-major, at least 0, without the class token. Rows need not sum to
    /// 1: each is divided by its sum.
    /// </param>
    /// <param name="foreground">True for the patches of the foreground, in the order of the queries and keys.</param>
    /// <returns>0 to 1; NaN where no query counts.</returns>
    /// <exception cref="ArgumentException">
    /// The attention is not square over the patches, or a value is negative or not finite.
    /// </exception>
    public static double ForegroundShare(ReadOnlySpan<float> attention, ReadOnlySpan<bool> foreground)
    {
        int patches = foreground.Length;
        if (attention.Length != (long)patches * patches)
        {
            throw new ArgumentException(
                $"The attention has {attention.Length} values for {patches} patches; expected {(long)patches * patches}.",
                nameof(attention));
        }

        int wrong = attention.IndexOfAnyExceptInRange(0, float.MaxValue);
        if (wrong >= 0)
        {
            throw new ArgumentException(
                $"The attention of query {wrong / patches} to key {wrong % patches} is {attention[wrong]}; " +
                "expected a finite number from 0.",
                nameof(attention));
        }

        double shareSum = 0;
        int queries = 0;
        for (int query = 0; query < patches; query++)
        {
            if (!foreground[query])
            {
                continue;
            }

            (double inside, double all) = SumRow(attention.Slice(query * patches, patches), foreground);
            if (all > 0)
            {
                shareSum += inside / all;
                queries++;
            }
        }

        return shareSum / queries;
    }

    private static (double Inside, double All) SumRow(ReadOnlySpan<float> row, ReadOnlySpan<bool> foreground)
    {
        double inside = 0;
        double all = 0;
        for (int key = 0; key < row.Length; key++)
        {
            all += row[key];
            inside += foreground[key] ? row[key] : 0;
        }

        return (inside, all);
    }
}
