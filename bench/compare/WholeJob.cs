namespace ClipSurgery.Bench;

/// <summary>
/// 50 pictures and 10 labels with the demo models, from files to masks and COCO: models are loaded, labels embedded without a
/// cache, pictures decoded, masks written as PNG. Ours works on as many pictures at once as PyTorch has threads, with one thread
/// each, as <c>clip-surgery segment</c> does.
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

        void Add(string work, SegmentOptions options, bool encodeEach) =>
            turns.Add(Group, work, () => Ours(options), () => Theirs(encodeEach), (turns.Rounds + 1) / 2);

        Add("one mask a label, as the paper does it", paper, encodeEach: false);
        Add("the same; PyTorch encodes each picture again for each label", paper, encodeEach: true);
        Add("ours finds instances and leaves out absent labels (the default)", new SegmentOptions(), encodeEach: false);
    }

    private static void Segment(BenchFolder folder, string model, string[] files, SegmentOptions options)
    {
        string output = folder.Empty("our-job");
        folder.Empty("our-job-cache");
        RuntimeOptions oneThread = new() { Threads = 1 };
        Task<SamModel> loading = Task.Run(() => SamModel.Load(BenchFolder.DemoSam, oneThread));
        using ClipModel clip = folder.LoadClip(model, "our-job-cache", runtime: oneThread);
        using SamModel sam = loading.GetAwaiter().GetResult();
        TextSegmenter segmenter = new(clip, sam);
        LabelledImage[] pictures = new LabelledImage[files.Length];
        Parallel.For(0, files.Length, new ParallelOptions { MaxDegreeOfParallelism = BenchFolder.Threads }, index =>
        {
            pictures[index] = segmenter.Segment(ImageFile.Read(files[index]).Image, BenchFolder.TenLabels, options);
            foreach ((int number, Instance instance) in pictures[index].Instances.Index())
            {
                string name = $"{Path.GetFileNameWithoutExtension(files[index])}-{number}-{instance.Label}.png";
                PngFile.WriteMask(Path.Combine(output, "masks", name), instance.Mask);
            }
        });

        List<CocoImage> images = [];
        List<CocoAnnotation> annotations = [];
        foreach ((string file, LabelledImage picture) in files.Zip(pictures))
        {
            images.Add(new CocoImage(images.Count + 1, Path.GetFileName(file), picture.Width, picture.Height));
            foreach (Instance instance in picture.Instances)
            {
                annotations.Add(new CocoAnnotation
                {
                    Id = annotations.Count + 1,
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
