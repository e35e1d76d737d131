namespace ClipSurgery.Tests;

/// <summary>Data sets to review, with pictures that take about as many bytes as photographs do.</summary>
internal static class ReviewedSet
{
    /// <summary>Writes pictures of discs, each disc an instance; scores fall from picture to picture.</summary>
    /// <param name="folder">The pictures' folder.</param>
    /// <param name="classes">Names of the classes, which take turns.</param>
    /// <param name="pictures">The number of pictures.</param>
    /// <param name="discs">The number of instances in each.</param>
    /// <param name="nameOf">The file name of a picture.</param>
    /// <param name="width">The pictures' width; three quarters of it are their height.</param>
    public static LabelledDataset Create(
        string folder, string[] classes, int pictures, int discs, Func<int, string>? nameOf = null, int width = 512)
    {
        int height = width * 3 / 4;
        nameOf ??= index => $"picture-{index:0000}.png";
        int spacing = width / (discs + 1);
        CocoImage[] images =
            [.. Enumerable.Range(1, pictures).Select(id => new CocoImage(id, nameOf(id - 1), width, height))];
        Mask[] masks = [.. Enumerable.Range(1, discs).Select(disc => Disc(width, height, disc * spacing, spacing / 3))];
        string drawn = Path.Combine(folder, images[0].FileName);
        PngFile.WriteRgb(drawn, Draw(width, height, masks));
        foreach (CocoImage image in images.Skip(1))
        {
            File.CreateSymbolicLink(Path.Combine(folder, image.FileName), drawn);
        }

        int instances = pictures * discs;
        return new LabelledDataset
        {
            Info = new CocoInfo(),
            Classes = [.. classes.Select(name => new LabelClass { Name = name })],
            Images = images,
            PictureFolder = folder,
            Pictures = images.Select((image, picture) => new PictureLabels(
                image,
                [.. masks.Select((mask, disc) => Annotate(image, (picture * discs) + disc, disc % classes.Length, mask))])),
        };

        CocoAnnotation Annotate(CocoImage image, int place, int classIndex, Mask mask) => new()
        {
            Id = place + 1,
            ImageId = image.Id,
            CategoryId = classIndex + 1,
            Mask = mask,
            Score = 1 - ((place + 1.0) / (instances + 1)),
        };
    }

    private static Mask Disc(int width, int height, int centerX, int radius)
    {
        byte[] bitmap = new byte[width * height];
        for (int i = 0; i < bitmap.Length; i++)
        {
            int x = (i % width) - centerX;
            int y = (i / width) - (height / 2);
            bitmap[i] = (byte)((x * x) + (y * y) < radius * radius ? 1 : 0);
        }

        return Mask.FromBitmap(width, height, bitmap);
    }

    private static RgbImage Draw(int width, int height, Mask[] masks)
    {
        byte[] pixels = new byte[width * height * 3];
        byte[] inside = Mask.Union(masks).ToBitmap();
        Random noise = new(1);
        for (int i = 0; i < inside.Length; i++)
        {
            int light = 60 + (120 * (i / width) / height) + noise.Next(28);
            pixels[3 * i] = (byte)(inside[i] == 1 ? 210 - (light / 4) : light / 2);
            pixels[(3 * i) + 1] = (byte)(inside[i] == 1 ? light : light - 10);
            pixels[(3 * i) + 2] = (byte)(inside[i] == 1 ? 60 : light + 20);
        }

        return new RgbImage(width, height, pixels);
    }
}
