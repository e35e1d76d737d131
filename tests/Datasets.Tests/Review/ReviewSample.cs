namespace ClipSurgery.Tests;

/// <summary>A small labelled data set with pictures on disk.</summary>
internal static class ReviewSample
{
    public const int Width = 40;
    public const int Height = 30;

    /// <summary>A rectangle as a mask.</summary>
    public static Mask Box(int x, int y, int width, int height, int pictureWidth = Width, int pictureHeight = Height)
    {
        byte[] bitmap = new byte[pictureWidth * pictureHeight];
        for (int row = y; row < y + height; row++)
        {
            bitmap.AsSpan((row * pictureWidth) + x, width).Fill(1);
        }

        return Mask.FromBitmap(pictureWidth, pictureHeight, bitmap);
    }

    /// <summary>Writes a plain picture.</summary>
    public static void WritePicture(string path, int width = Width, int height = Height)
    {
        byte[] pixels = new byte[width * height * 3];
        pixels.AsSpan().Fill(90);
        PngFile.WriteRgb(path, new RgbImage(width, height, pixels));
    }

    /// <summary>Pictures of one size, each with its instances as (class place, score, mask).</summary>
    public static LabelledDataset Create(
        string folder, string[] classes, params (string FileName, (int Class, double? Score, Mask Mask)[] Instances)[] pictures)
    {
        CocoImage[] images = [.. pictures.Select((picture, index) => new CocoImage(index + 1, picture.FileName, Width, Height))];
        long nextId = 1;
        PictureLabels[] labels =
        [
            .. pictures.Select((picture, index) => new PictureLabels(
                images[index],
                [
                    .. picture.Instances.Select(instance => new CocoAnnotation
                    {
                        Id = nextId++,
                        ImageId = index + 1,
                        CategoryId = instance.Class + 1,
                        Score = instance.Score,
                        Mask = instance.Mask,
                    }),
                ])),
        ];
        return new LabelledDataset
        {
            Info = new CocoInfo(),
            Classes = [.. classes.Select(name => new LabelClass { Name = name })],
            Images = images,
            PictureFolder = folder,
            Pictures = labels,
        };
    }
}
