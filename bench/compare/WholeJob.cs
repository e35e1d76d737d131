namespace ClipSurgery.Bench;

/// <summary>
/// 50 pictures and 10 labels with the demo models, from files to masks and COCO: models are loaded, labels embedded without a
/// cache, pictures decoded, masks written as PNG.
/// </summary>
internal static class WholeJob
{
    private const string Group = "whole job, 50 pictures, 10 labels, demo models";

    public static void Compare(BenchFolder folder, SideBySide turns, PythonSide python)
    {
        string[] files = BenchFolder.PictureFiles(50);
        string model = Path.Combine(folder.Empty("demo"), "clip");
        CheckpointConverter.Convert(BenchFolder.DemoClip, model);
        SegmentOptions paper = new() { Presence = 0, Instances = InstanceMode.One, Context = LabelContext.AskedTexts };
        double Ours(SegmentOptions options) => SideBySide.Time(() => Segment(folder, model, files, options));
        double Theirs(bool encodeEach) =>
            python.Time("job", files, BenchFolder.TenLabels, folder.Empty("python-job"), encodeEach);

        turns.Add(Group, "one mask a label, as the paper does it", () => Ours(paper), () => Theirs(false));
        turns.Add(Group, "the same; PyTorch encodes each picture again for each label", () => Ours(paper), () => Theirs(true));
        turns.Add(
            Group,
            "ours finds instances and leaves out absent labels (the default)",
            () => Ours(new SegmentOptions()),
            () => Theirs(false));
    }

    private static void Segment(BenchFolder folder, string model, string[] files, SegmentOptions options)
    {
        string output = folder.Empty("our-job");
        folder.Empty("our-job-cache");
        using ClipModel clip = folder.LoadClip(model, "our-job-cache");
        using SamModel sam = SamModel.Load(BenchFolder.DemoSam, BenchFolder.Runtime);
        TextSegmenter segmenter = new(clip, sam);
        List<CocoImage> images = [];
        List<CocoAnnotation> annotations = [];
        foreach (string file in files)
        {
            RgbImage picture = ImageFile.Read(file).Image;
            images.Add(new CocoImage(images.Count + 1, Path.GetFileName(file), picture.Width, picture.Height));
            foreach (Instance instance in segmenter.Segment(picture, BenchFolder.TenLabels, options).Instances)
            {
                int id = annotations.Count + 1;
                PngFile.WriteMask(Path.Combine(output, "masks", $"{id}-{instance.Label}.png"), instance.Mask);
                annotations.Add(new CocoAnnotation
                {
                    Id = id,
                    ImageId = images.Count,
                    CategoryId = Array.IndexOf(BenchFolder.TenLabels, instance.Label) + 1,
                    Mask = instance.Mask,
                    Score = instance.Score,
                });
            }
        }

        CocoWriter.Write(
            Path.Combine(output, "annotations.json"),
            new CocoDataset
            {
                Images = images,
                Categories = [.. BenchFolder.TenLabels.Select((label, index) => new CocoCategory(index + 1, label))],
                Annotations = annotations,
            },
            SegmentationFormat.Rle);
    }
}
