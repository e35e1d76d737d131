namespace ClipSurgery.Bench;

/// <summary>A COCO file of one picture.</summary>
internal static class Coco
{
    public static void Write(string path, int width, int height, IReadOnlyList<Instance> instances) =>
        CocoWriter.Write(path, Dataset(width, height, instances));

    private static CocoDataset Dataset(int width, int height, IReadOnlyList<Instance> instances) => new()
    {
        Images = [new CocoImage(1, "picture.png", width, height)],
        Categories = [new CocoCategory(1, "object")],
        Annotations = instances.Select((instance, place) => new CocoAnnotation
        {
            Id = 1 + place,
            ImageId = 1,
            CategoryId = 1,
            Mask = instance.Mask,
            Score = instance.Score,
            ScoreParts = instance.Parts.ByName,
        }),
    };
}
