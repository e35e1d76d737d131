using NetVips;

namespace ClipSurgery.Bench;

/// <summary>One picture in more and more pixels, from its file to the COCO file, with one label.</summary>
internal static class SizeGrowth
{
    public static GrowthSeries Series { get; } = new("size", "Mpx", [0.3, 1, 3, 10, 30, 100], Run, Prepare);

    /// <summary>A demo picture, enlarged: a JPEG file, as photographs are.</summary>
    private static void Prepare(double megapixels, string folder)
    {
        using Image picture = Image.NewFromFile(Demo.FirstPictureFile);

        // Rounded sides must not come to more than the limit of 100 Mpx.
        using Image enlarged = picture.Resize(0.9999 * Math.Sqrt(megapixels * 1e6 / picture.Width / picture.Height));
        enlarged.Jpegsave(FileOf(folder), q: 90);
    }

    private static void Run(double megapixels, Demo demo, Measurement measurement)
    {
        using ClipModel clip = demo.LoadClip();
        using SamModel sam = Demo.LoadSam();
        TextSegmenter segmenter = new(clip, sam);
        string label = Demo.FirstTruth.Label;
        segmenter.Segment(Demo.FirstPicture, [label]);
        RgbImage? image = null;
        LabelledImage? labelled = null;
        measurement.Least("read", () =>
        {
            // Two of them must not be in memory at once.
            image = null;
            image = ImageFile.Read(FileOf(demo.Folder)).Image;
        });
        measurement.Least("segment", () => labelled = segmenter.Segment(image!, [label]));
        string coco = Path.Combine(demo.Folder, "coco.json");
        measurement.Least("write COCO", () => Coco.Write(coco, labelled!.Width, labelled.Height, labelled.Instances));
        measurement.Notes["instances"] = labelled!.Instances.Count;
    }

    private static string FileOf(string folder) => Path.Combine(folder, "picture.jpg");
}
