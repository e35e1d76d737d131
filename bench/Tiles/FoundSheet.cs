namespace ClipSurgery.Bench;

/// <summary>The pasted scenes with what was found, side by side, for people to look at.</summary>
internal static class FoundSheet
{
    private const int Columns = 5;

    /// <summary>Pixels around each scene.</summary>
    private const int Margin = 8;

    public static void Write(string path, RgbImage image, SceneSheet sheet, IReadOnlyList<Instance> found)
    {
        int cell = SceneSheet.Side + 2 * Margin;
        int rows = (sheet.Scenes.Count + Columns - 1) / Columns;
        byte[] pixels = new byte[3 * Columns * cell * rows * cell];
        foreach ((int i, PastedScene scene) in sheet.Scenes.Index())
        {
            int x = Math.Clamp(scene.Place.X - Margin, 0, image.Width - cell);
            int y = Math.Clamp(scene.Place.Y - Margin, 0, image.Height - cell);
            OverlayInstance[] drawn =
            [
                .. found.Where(instance => RunGeometry.Overlap(instance.Mask.Bounds, new BoxXywh(x, y, cell, cell)))
                    .Select((instance, n) => new OverlayInstance(Part(instance.Mask, x, y, cell), instance.Label, n)),
            ];
            RgbImage part = Overlay.Instances(image.Crop(x, y, cell, cell), drawn);
            for (int row = 0; row < cell; row++)
            {
                int target = ((i / Columns * cell + row) * Columns + i % Columns) * cell * 3;
                part.Row(row).CopyTo(pixels.AsSpan(target));
            }
        }

        PngFile.WriteRgb(path, new RgbImage(Columns * cell, rows * cell, pixels));
    }

    private static Mask Part(Mask mask, int x, int y, int side)
    {
        byte[] bitmap = new byte[side * side];
        for (int row = 0; row < side; row++)
        {
            for (int column = 0; column < side; column++)
            {
                int px = x + column;
                int py = y + row;
                BoxXywh box = mask.Bounds;
                bool near = px >= box.X && px < box.Right && py >= box.Y && py < box.Bottom;
                bitmap[row * side + column] = near && mask.Contains(px, py) ? (byte)1 : (byte)0;
            }
        }

        return Mask.FromBitmap(side, side, bitmap);
    }
}
