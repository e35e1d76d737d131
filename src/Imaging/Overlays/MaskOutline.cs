namespace ClipSurgery;

/// <summary>Finds the band of pixels along a mask's inner edge.</summary>
internal static class MaskOutline
{
    /// <summary>
    /// How many steps (left, right, up, down) each pixel of a rectangle is from the outside of the mask: 0 outside it, 1 at
    /// its edge, at most <paramref name="most"/>. What lies beyond the rectangle counts as outside. Right and bottom are the first
    /// column and row outside.
    /// </summary>
    /// <returns>Row-major, <c>(bottom − top + 2) × (right − left + 2)</c>: one row or column of zeros on every side.</returns>
    public static byte[] Depth(
        ReadOnlySpan<byte> mask, int width, (int Left, int Top, int Right, int Bottom) bounds, byte most)
    {
        int stride = bounds.Right - bounds.Left + 2;
        int rows = bounds.Bottom - bounds.Top + 2;
        byte[] depth = new byte[stride * rows];
        for (int y = 1; y < rows - 1; y++)
        {
            ReadOnlySpan<byte> row = mask.Slice(((bounds.Top + y - 1) * width) + bounds.Left, stride - 2);
            int start = (y * stride) + 1;
            for (int x = 0; x < row.Length; x++)
            {
                int i = start + x;
                depth[i] = row[x] == 0 ? (byte)0 : (byte)Math.Min(most, Math.Min(depth[i - 1], depth[i - stride]) + 1);
            }
        }

        for (int y = rows - 2; y > 0; y--)
        {
            for (int i = ((y + 1) * stride) - 2; i > y * stride; i--)
            {
                depth[i] = (byte)Math.Min(depth[i], Math.Min(depth[i + 1], depth[i + stride]) + 1);
            }
        }

        return depth;
    }
}
