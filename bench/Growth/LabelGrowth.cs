namespace ClipSurgery.Bench;

/// <summary>One picture, more and more labels: the model's nouns, and when there are no more, the same with adjectives.</summary>
internal static class LabelGrowth
{
    private static readonly string[] Adjectives =
        ["", "red ", "green ", "blue ", "small ", "large ", "old ", "new ", "round ", "dark ", "bright ", "striped "];

    public static GrowthSeries Series { get; } = new("labels", "labels", [1, 3, 10, 30, 100, 300, 1000], Run);

    private static void Run(double count, Demo demo, Measurement measurement)
    {
        using ClipModel clip = demo.LoadClip();
        using SamModel sam = Demo.LoadSam();
        TextSegmenter segmenter = new(clip, sam);
        RgbImage image = Demo.FirstPicture;
        IReadOnlyList<string> nouns = clip.Vocabulary;
        string[] labels =
            [.. Enumerable.Range(0, (int)count).Select(i => Adjectives[i / nouns.Count] + nouns[i % nouns.Count])];

        measurement.Once("texts, cold", () => clip.Embed(labels));
        using (ClipModel again = demo.LoadClip())
        {
            measurement.Once("texts, from disk", () => again.Embed(labels));
        }

        measurement.Once("texts, from memory", () => clip.Embed(labels));

        // The first time embeds the rest of the vocabulary, too.
        LabelledImage? found = segmenter.Segment(image, labels);
        measurement.Least("segment, texts known", () => found = segmenter.Segment(image, labels));
        measurement.Notes["instances"] = found!.Instances.Count;

        // Without the gate every label is asked for, whatever is in the picture.
        SegmentOptions one = new() { Instances = InstanceMode.One, Presence = 0 };
        segmenter.Segment(image, labels[..1], one);
        measurement.Least("one mask a text, no gate", () => found = segmenter.Segment(image, labels, one));
        measurement.Notes["masks without the gate"] = found!.Instances.Count;
    }
}
