namespace ClipSurgery;

/// <summary>Turns masks and boxes as a viewer turns the stored picture.</summary>
internal static class MaskTurn
{
    /// <summary>The mask in the upright picture.</summary>
    /// <param name="stored">The mask in the picture as it is stored.</param>
    /// <param name="orientation">The EXIF orientation, 5 to 8: those that turn by a quarter.</param>
    public static Mask Upright(Mask stored, int orientation)
    {
        (int width, int height) = (stored.Height, stored.Width);
        byte[] pixels = stored.ToBitmap();
        byte[] row = new byte[width];
        MaskRows rows = new(width, height);
        for (int y = 0; y < height; y++)
        {
            // 5 mirrors at the main diagonal, 6 turns to the right, 7 mirrors at the other diagonal, 8 turns to the left.
            int storedX = orientation is 5 or 6 ? y : height - 1 - y;
            for (int x = 0; x < width; x++)
            {
                int storedY = orientation is 5 or 8 ? x : width - 1 - x;
                row[x] = pixels[storedY * stored.Width + storedX];
            }

            rows.Add(row);
        }

        return Mask.FromRows(rows);
    }

    /// <summary>The box in the upright picture.</summary>
    /// <param name="stored">The box in the picture as it is stored.</param>
    /// <param name="width">Width of the upright picture, which is the height of the stored one.</param>
    /// <param name="height">Height of the upright picture.</param>
    /// <param name="orientation">The EXIF orientation, 5 to 8.</param>
    public static BoxXywh Upright(BoxXywh stored, int width, int height, int orientation) => new(
        orientation is 5 or 8 ? stored.Y : width - stored.Bottom,
        orientation is 5 or 6 ? stored.X : height - stored.Right,
        stored.Height,
        stored.Width);
}
