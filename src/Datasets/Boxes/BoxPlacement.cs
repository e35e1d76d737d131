namespace ClipSurgery;

/// <summary>Lays boxes on the picture that was read.</summary>
internal static class BoxPlacement
{
    /// <summary>
    /// Whether boxes were made for the picture as it is stored, before its EXIF orientation turned it; orientations from 5 turn by a
    /// quarter, so that the sides are exchanged.
    /// </summary>
    /// <exception cref="ClipSurgeryException">They are for a picture of another size.</exception>
    public static bool IsTurned(string fileName, BoxedPicture boxes, LoadedImage picture)
    {
        (int width, int height) = (picture.Image.Width, picture.Image.Height);
        bool isTurned = picture.ExifOrientation >= 5 && width != height && boxes.Size == (height, width);
        return isTurned || boxes.Size is not { } size || size == (width, height)
            ? isTurned
            : throw new ClipSurgeryException(
                $"{fileName}: the picture has {width}x{height} pixels, but {size.Width}x{size.Height} in {boxes.Source}; "
                + "use the boxes with the pictures that they were made for.");
    }

    /// <summary>An object in pixels of the upright picture.</summary>
    public static RoughObject Place(BoxLabel label, bool isInShares, bool isTurned, LoadedImage picture)
    {
        (int width, int height) = (picture.Image.Width, picture.Image.Height);
        if (isInShares)
        {
            BoxXywh box = new(label.Box.X * width, label.Box.Y * height, label.Box.Width * width, label.Box.Height * height);
            Mask? loose = label.Ring is { } ring
                ? Mask.FromPolygons(width, height, [[.. ring.Select((share, i) => share * (i % 2 == 0 ? width : height))]])
                : null;
            return new RoughObject(BoxClip.Into(box, width, height), loose is { IsEmpty: false } && !RectangleMask.IsRectangle(loose) ? loose : null);
        }

        return isTurned
            ? new RoughObject(
                MaskTurn.Upright(label.Box, width, height, picture.ExifOrientation),
                label.Mask is { } stored ? MaskTurn.Upright(stored, picture.ExifOrientation) : null)
            : new RoughObject(label.Box, label.Mask);
    }
}
