using CsCheck;

namespace ClipSurgery.Tests;

/// <summary>Data sets that are hard on formats: names that need escaping, and masks of any shape.</summary>
internal static class FormatSamples
{
    public static readonly string[] ClassNames = ["<\"&'>", "chat 🐈 été", "never seen"];

    public static readonly string[] PictureNames = ["a/b c/über #1%?&+.jpg", "a/猫.png", "z<\"'>.jpg"];

    /// <summary>Three rows of four pixels with a hole, at (2, 1) in a picture of 8x6.</summary>
    public static Mask Ring { get; } = Mask.FromBitmap(8, 6,
    [
        0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 1, 1, 1, 1, 0, 0,
        0, 0, 1, 0, 1, 1, 0, 0,
        0, 0, 1, 1, 1, 1, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0,
    ]);

    /// <summary>Two parts without a hole, of which one touches three edges of the picture.</summary>
    public static Mask Parts { get; } = Mask.FromBitmap(8, 6,
    [
        1, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 1,
        1, 1, 1, 1, 1, 1, 1, 1,
        1, 1, 1, 1, 1, 1, 1, 1,
    ]);

    /// <summary>
    /// Up to three pictures of up to three masks each. The masks are noise of any density, so single pixels, diagonals, many
    /// parts, holes and borders are frequent.
    /// </summary>
    public static Gen<LabelledDataset> Datasets { get; } =
        from width in Gen.Int[1, 20]
        from height in Gen.Int[1, 12]
        from density in Gen.Int[1, 9]
        from pictures in Gen.Int[0, 9].Array[width * height].Array[0, 3].Array[1, 3]
        select Dataset([.. pictures.Select(masks => ToMasks(width, height, masks, density))]);

    /// <summary>A picture for each list of masks, all of one size; classes and scores are given in turn.</summary>
    public static LabelledDataset Dataset(params Mask[][] pictures)
    {
        Mask size = pictures.SelectMany(masks => masks).FirstOrDefault(Ring);
        CocoImage[] images = [.. pictures.Select((_, i) => new CocoImage(i + 1, PictureNames[i], size.Width, size.Height))];
        long lastId = 0;
        return new LabelledDataset
        {
            Info = new CocoInfo
            {
                Description = "test",
                Provenance = new Dictionary<string, string> { ["tool"] = "clip-surgery", ["version"] = "1.2.3" },
            },
            Classes =
            [
                new LabelClass { Name = ClassNames[0], Color = "#0a0b0c" },
                new LabelClass { Name = ClassNames[1], Supercategory = "animal" },
                new LabelClass { Name = ClassNames[2] },
            ],
            Images = images,
            Pictures = [.. images.Zip(pictures, (image, masks) => new PictureLabels(image, Annotate(masks, image)))],
        };

        CocoAnnotation[] Annotate(Mask[] masks, CocoImage image) => [.. masks.Select(mask => new CocoAnnotation
        {
            Id = ++lastId,
            ImageId = image.Id,
            CategoryId = 1 + (int)(lastId % 2),
            Mask = mask,
            Score = lastId == 3 ? null : Math.Round(0.987654 / lastId, 6),
        })];
    }

    /// <summary>Writes a format into a folder of its own and lends that folder.</summary>
    public static void WithWritten(IDatasetFormat format, LabelledDataset dataset, Action<TemporaryFolder> use)
    {
        using TemporaryFolder folder = new();
        format.Write(dataset, folder.FullPath);
        use(folder);
    }

    /// <summary>Writes a format as it is without options.</summary>
    public static void Write(this IDatasetFormat format, LabelledDataset dataset, string folder) =>
        format.Write(dataset, folder, new ExportOptions(), CancellationToken.None);

    private static Mask[] ToMasks(int width, int height, int[][] masks, int density) =>
    [
        .. masks.Select(noise => Mask.FromBitmap(width, height, [.. noise.Select(value => (byte)(value < density ? 1 : 0))]))
            .Where(mask => !mask.IsEmpty),
    ];
}
