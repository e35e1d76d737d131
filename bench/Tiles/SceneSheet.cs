using NetVips;

namespace ClipSurgery.Bench;

/// <summary>A scene of emoji-dev and where it lies in the large picture.</summary>
internal sealed record PastedScene(long Id, string File, PictureWindow Place);

/// <summary>What the large picture is made of.</summary>
internal sealed class SceneSheet
{
    /// <summary>Side of a scene.</summary>
    public const int Side = 384;

    private const int Objects = 40;

    /// <summary>Pixels around an object that are painted over with it.</summary>
    private const int Soft = 4;

    private readonly CocoDataset _all;

    private SceneSheet(CocoDataset all, IReadOnlyList<PastedScene> scenes, int width, int height)
    {
        Width = width;
        Height = height;
        _all = all;
        Scenes = scenes;
        Dictionary<long, PastedScene> byId = scenes.ToDictionary(scene => scene.Id);
        CocoAnnotation[] objects = [.. all.Annotations.Where(one => byId.ContainsKey(one.ImageId))];
        SceneTruth = all with { Images = [.. all.Images.Where(image => byId.ContainsKey(image.Id))], Annotations = objects };
        Truth = all with
        {
            Images = [new CocoImage(1, "large.jpg", Width, Height)],
            Annotations =
            [
                .. objects.Select(one => new CocoAnnotation
                {
                    Id = one.Id,
                    ImageId = 1,
                    CategoryId = one.CategoryId,
                    Mask = one.Mask.Place(byId[one.ImageId].Place.X, byId[one.ImageId].Place.Y, Width, Height),
                }),
            ],
        };
    }

    public int Width { get; }

    public int Height { get; }

    public IReadOnlyList<PastedScene> Scenes { get; }

    /// <summary>The objects where they are in the large picture.</summary>
    public CocoDataset Truth { get; }

    /// <summary>The same objects in their own scenes.</summary>
    public CocoDataset SceneTruth { get; }

    /// <summary>Scenes in the order of the file until there are 40 objects, at places that are spread over the picture.</summary>
    public static SceneSheet Plan(CocoDataset all, int width, int height)
    {
        Dictionary<long, int> counts = all.Annotations.GroupBy(one => one.ImageId).ToDictionary(group => group.Key, group => group.Count());
        List<PastedScene> scenes = [];
        int objects = 0;
        foreach (CocoImage image in all.Images)
        {
            if (counts.GetValueOrDefault(image.Id) is > 0 and int count && objects + count <= Objects)
            {
                PictureWindow place = Places(width, height)
                    .FirstOrDefault(free => !scenes.Exists(scene => RunGeometry.Overlap(scene.Place.Box, free.Box)));
                if (place.Width == 0)
                {
                    break;
                }

                scenes.Add(new PastedScene(image.Id, image.FileName, place));
                objects += count;
            }
        }

        return new SceneSheet(all, scenes, width, height);
    }

    /// <summary>The remainders of multiples of two irrational numbers lie far from each other.</summary>
    private static IEnumerable<PictureWindow> Places(int width, int height) => Enumerable.Range(1, 1000).Select(i => new PictureWindow(
        (int)(i * 0.7548776662 % 1 * (width - Side)), (int)(i * 0.5698402910 % 1 * (height - Side)), Side, Side));

    public void Write(string path, string images)
    {
        byte[] pixels = new byte[3 * Width * Height];
        HashSet<long> pasted = [.. Scenes.Select(scene => scene.Id)];
        RgbImage[] grounds =
        [
            .. _all.Images.Where(image => !pasted.Contains(image.Id))
                .Select(image => Ground(ImageFile.Read(Path.Combine(images, image.FileName)).Image, image.Id)),
        ];
        int cell = 0;
        for (int y = 0; y < Height; y += Side)
        {
            for (int x = 0; x < Width; x += Side)
            {
                Paste(grounds[cell++ * 7 % grounds.Length], pixels, x, y);
            }
        }

        foreach (PastedScene scene in Scenes)
        {
            Paste(ImageFile.Read(Path.Combine(images, scene.File)).Image, pixels, scene.Place.X, scene.Place.Y);
        }

        using Image all = Image.NewFromMemory(pixels, Width, Height, 3, Enums.BandFormat.Uchar);
        using Image tagged = all.Copy(interpretation: Enums.Interpretation.Srgb);
        tagged.Jpegsave(path, q: 95);
    }

    /// <summary>A scene whose objects are painted over, row by row, from what is left of them to what is right.</summary>
    private RgbImage Ground(RgbImage scene, long id)
    {
        byte[] pixels = scene.Pixels.ToArray();
        foreach (CocoAnnotation one in _all.Annotations.Where(one => one.ImageId == id))
        {
            BoxXywh box = one.Mask.Bounds;
            int left = Math.Max(0, (int)box.X - Soft);
            int right = Math.Min(Side, (int)box.Right + Soft);
            for (int y = Math.Max(0, (int)box.Y - Soft); y < Math.Min(Side, (int)box.Bottom + Soft); y++)
            {
                int before = 3 * (y * Side + Math.Max(0, left - 1));
                int after = 3 * (y * Side + Math.Min(Side - 1, right));
                for (int x = left; x < right; x++)
                {
                    double share = (x - left + 1.0) / (right - left + 1);
                    for (int channel = 0; channel < 3; channel++)
                    {
                        pixels[3 * (y * Side + x) + channel] = (byte)(pixels[before + channel] * (1 - share) + pixels[after + channel] * share);
                    }
                }
            }
        }

        return new RgbImage(Side, Side, pixels);
    }

    private void Paste(RgbImage part, byte[] pixels, int x, int y)
    {
        int columns = Math.Min(part.Width, Width - x);
        for (int row = 0; row < Math.Min(part.Height, Height - y); row++)
        {
            part.Row(row)[..(3 * columns)].CopyTo(pixels.AsSpan(3 * ((y + row) * Width + x)));
        }
    }
}
