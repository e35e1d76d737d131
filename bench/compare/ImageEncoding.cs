namespace ClipSurgery.Bench;

/// <summary>A decoded picture to normalised tokens: resizing, normalisation, image tower with surgery.</summary>
internal static class ImageEncoding
{
    public static void Compare(BenchFolder folder, SideBySide turns, PythonSide python)
    {
        string file = BenchFolder.PictureFiles(1)[0];
        RgbImage picture = ImageFile.Read(file).Image;
        using ClipModel clip = folder.LoadClip(folder.Converted, "cache");
        foreach (int side in (int[])[224, 512])
        {
            turns.Add(
                "image encoding with surgery, ViT-B/16",
                $"{side}x{side}",
                () => SideBySide.Time(() => clip.Encode(picture, side, side)),
                () => python.Time("image", folder.Checkpoint, file, side));
        }
    }
}
