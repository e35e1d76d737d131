namespace ClipSurgery;

/// <summary>Lines and columns of a file, both from 1; columns count bytes.</summary>
internal static class TextPlace
{
    /// <summary>The place after some bytes that begin at a place.</summary>
    public static (long Line, long Column) After(long line, long column, ReadOnlySpan<byte> bytes)
    {
        int lastBreak = bytes.LastIndexOf((byte)'\n');
        return lastBreak < 0
            ? (line, column + bytes.Length)
            : (line + bytes.Count((byte)'\n'), bytes.Length - lastBreak);
    }
}
