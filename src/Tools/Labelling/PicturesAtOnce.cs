namespace ClipSurgery.Tools;

/// <summary>How many pictures a run has in hand at once.</summary>
internal static class PicturesAtOnce
{
    /// <summary>
    /// What a picture takes while SAM encodes it at 1024 x 1024: 1 to 2 GB with real checkpoints, since attention over all places at
    /// once grows with the square of their number (docs/performance.md).
    /// </summary>
    private const long BytesAt1024 = 2L << 30;

    /// <summary>The cores, or fewer where memory is short; at least one.</summary>
    /// <param name="inputSize">Side of SAM's input in pixels.</param>
    /// <param name="memory">Bytes that the process may use.</param>
    /// <param name="cores">Cores that it may use.</param>
    public static int ThatFit(int inputSize, long memory, int cores)
    {
        double share = inputSize / 1024.0;
        double each = Math.Max(1, BytesAt1024 * share * share);
        return (int)Math.Clamp(memory / each, 1, cores);
    }
}
