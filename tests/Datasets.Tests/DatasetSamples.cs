using CsCheck;

namespace ClipSurgery.Tests;

/// <summary>Data sets that formats have to carry: odd names, sub-folders, pictures without objects, difficult masks.</summary>
internal static class DatasetSamples
{
    private static readonly string[] Names =
        ["a.jpg", "Katze mit Hut.jpg", "tiere/größe.PNG", "tiere/猫.v2.webp", "x/images/y/🐈.jpg", "z.tar.gif"];

    private static readonly string[] ClassNames = ["cat", "Hündin & Co", "yes", "猫 🐈", "12", "say \"hi\""];

    private static Gen<Mask[]> Picture { get; } =
        from width in Gen.Int[1, 160]
        from height in Gen.Int[1, 120]
        from masks in Mask(width, height).Array[0, 4]
        select masks.Where(mask => !mask.IsEmpty).ToArray();

    /// <summary>Random data sets. Scores are distinct within a picture, so that it is plain which object wins a pixel.</summary>
    public static Gen<LabelledDataset> Datasets { get; } =
        from pictures in Gen.Int[1, Names.Length]
        from classes in Gen.Int[1, ClassNames.Length]
        from contents in Picture.Array[pictures]
        select Build(ClassNames[..classes], [.. Names.Take(pictures).Order(StringComparer.Ordinal)], contents);

    /// <summary>
    /// A data set of one picture of a size, whose objects are of the first, second … class with the scores 0.9, 0.8 …
    /// </summary>
    public static LabelledDataset One(string fileName, params Mask[] masks) =>
        Build([.. masks.Select((_, i) => $"class {i + 1}")], [fileName], [masks]);

    /// <summary>A mask drawn with text: <c>#</c> is inside.</summary>
    public static Mask Drawn(params string[] rows) => ClipSurgery.Mask.FromBitmap(
        rows[0].Length, rows.Length, [.. string.Concat(rows).Select(pixel => pixel == '#' ? (byte)1 : (byte)0)]);

    /// <summary>Discs, boxes and single pixels, added to what is there or cut out of it; they may leave the picture.</summary>
    private static Gen<Mask> Mask(int width, int height) =>
        from strokes in Gen.Select(
            Gen.Int[-5, width + 5], Gen.Int[-5, height + 5], Gen.Int[0, 60], Gen.Int[0, 60], Gen.Int[0, 3]).Array[1, 6]
        select Paint(width, height, strokes);

    private static Mask Paint(int width, int height, (int X, int Y, int Across, int Down, int Kind)[] strokes)
    {
        byte[] pixels = new byte[width * height];
        foreach ((int centerX, int centerY, int across, int down, int kind) in strokes)
        {
            for (int i = 0; i < pixels.Length; i++)
            {
                int x = Math.Abs(i % width - centerX);
                int y = Math.Abs(i / width - centerY);
                bool isHit = kind switch
                {
                    0 => x * 2 <= across && y * 2 <= down,
                    1 => x == 0 && y == 0,
                    _ => x * x + y * y <= across * across / 4,
                };
                pixels[i] = isHit ? (byte)(kind == 3 ? 0 : 1) : pixels[i];
            }
        }

        return ClipSurgery.Mask.FromBitmap(width, height, pixels);
    }

    private static LabelledDataset Build(string[] classes, string[] names, Mask[][] contents)
    {
        List<CocoImage> images = [];
        List<PictureLabels> pictures = [];
        long annotationId = 0;
        for (int i = 0; i < names.Length; i++)
        {
            Mask[] masks = contents[i];
            CocoImage image = new(i + 1, names[i], masks.FirstOrDefault()?.Width ?? 7, masks.FirstOrDefault()?.Height ?? 5);
            images.Add(image);
            pictures.Add(new PictureLabels(image, [.. masks.Select((mask, place) => new CocoAnnotation
            {
                Id = ++annotationId,
                ImageId = image.Id,
                CategoryId = place % classes.Length + 1,
                Mask = mask,
                Score = Math.Round(0.9 - 0.1 * place, 1),
                Prompt = $"a photo of {place}",
            })]));
        }

        return new LabelledDataset
        {
            Info = new CocoInfo { Description = "sample", Version = "1" },
            Classes = [.. classes.Select(name => new LabelClass { Name = name })],
            Images = images,
            Pictures = pictures,
        };
    }
}
