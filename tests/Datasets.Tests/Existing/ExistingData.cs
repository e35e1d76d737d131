namespace ClipSurgery.Tests;

/// <summary>Existing labels and found instances to meet them: rectangles in a picture of 20 by 10 pixels.</summary>
internal static class ExistingData
{
    public const int Width = 20;
    public const int Height = 10;

    public static readonly LabelSet CatAndDog = LabelSet.FromTexts(["cat", "dog"]);

    public static Mask Rectangle(int x, int y, int width, int height)
    {
        byte[] bitmap = new byte[Width * Height];
        for (int row = y; row < y + height; row++)
        {
            bitmap.AsSpan((row * Width) + x, width).Fill(1);
        }

        return Mask.FromBitmap(Width, Height, bitmap);
    }

    public static LabelledInstance Found(string className, Mask mask, double score = 0.5) =>
        new() { Class = className, Mask = mask, Score = score, Prompt = className };

    public static LabelledInstance Manual(string className, Mask mask) =>
        new() { Class = className, Mask = mask, IsExisting = true };

    public static LabelledInstance Generated(string className, Mask mask) => Found(className, mask) with { IsExisting = true };

    /// <summary>Writes the instances of one picture as a COCO file and reads it as existing labels.</summary>
    public static ExistingLabels Read(
        ExistingMode mode, IReadOnlyList<LabelledInstance> existing, string fileName = "a.jpg", LabelSet? labels = null)
    {
        string[] classes = [.. existing.Select(instance => instance.Class).Distinct()];
        return Read(mode, labels ?? CatAndDog, new CocoDataset
        {
            Images = [new CocoImage(1, fileName, Width, Height), new CocoImage(2, "empty.jpg", Width, Height)],
            Categories = [.. classes.Select((name, index) => new CocoCategory(index + 1, name, "thing"))],
            Annotations = existing.Select((instance, index) => new CocoAnnotation
            {
                Id = index + 1,
                ImageId = 1,
                CategoryId = Array.IndexOf(classes, instance.Class) + 1,
                Mask = instance.Mask,
                Score = instance.Score,
                Prompt = instance.Prompt,
                ScoreParts = instance.Parts,
            }),
        });
    }

    /// <summary>The instances of an upright picture.</summary>
    public static IReadOnlyList<LabelledInstance> Apply(
        this ExistingLabels labels, string fileName, int width, int height, IReadOnlyList<LabelledInstance> found) =>
        labels.Apply(fileName, new LabelledPicture(width, height, 1, found)).Instances;

    public static ExistingLabels Read(ExistingMode mode, LabelSet labels, CocoDataset dataset)
    {
        using TemporaryFolder folder = new();
        CocoWriter.Write(folder["annotations.json"], dataset);
        return ExistingLabels.Read(folder.FullPath, labels, mode);
    }
}
