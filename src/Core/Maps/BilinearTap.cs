namespace ClipSurgery;

/// <summary>The two source cells between which a target cell's centre lies, along one axis.</summary>
/// <param name="First">The nearer to 0.</param>
/// <param name="Second">The next one, or the same at the far edge.</param>
/// <param name="Fraction">Weight of the second, 0 to 1.</param>
internal readonly record struct BilinearTap(int First, int Second, float Fraction)
{
    /// <summary>
    /// Half-pixel centres: target i lies at (i + ½) · source / target − ½, no further out than the first cell's centre.
    /// </summary>
    public static BilinearTap At(int index, int sourceSize, int targetSize)
    {
        float position = Math.Max(0, (index + 0.5f) * ((float)sourceSize / targetSize) - 0.5f);
        int first = Math.Min((int)position, sourceSize - 1);
        return new BilinearTap(first, Math.Min(first + 1, sourceSize - 1), position - first);
    }

    public static BilinearTap[] ForAxis(int sourceSize, int targetSize)
    {
        BilinearTap[] taps = new BilinearTap[targetSize];
        for (int i = 0; i < targetSize; i++)
        {
            taps[i] = At(i, sourceSize, targetSize);
        }

        return taps;
    }
}
