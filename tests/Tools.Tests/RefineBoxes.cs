using System.Globalization;
using System.Text;
using System.Text.Json;

namespace ClipSurgery.Tests;

/// <summary>The true boxes of the scenes in <c>pictures</c>, as files of three kinds.</summary>
internal static class RefineBoxes
{
    private static readonly Lazy<CocoDataset> All =
        new(() => CocoReader.Read(Path.Combine(TestData.Root, "bench", "data", "emoji-dev", "instances.json")));

    /// <summary>The scenes with their true masks, as they lie in <c>pictures</c>.</summary>
    public static CocoDataset Truth(this ToolProcess tool)
    {
        string[] names = [.. Directory.EnumerateFiles(tool["pictures"], "*.jpg", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(tool["pictures"], file)).Order(StringComparer.Ordinal)];
        CocoImage[] images =
        [
            .. names.Select(name => All.Value.Images.Single(image => image.FileName == Path.GetFileName(name)) with { FileName = name }),
        ];
        CocoAnnotation[] annotations = [.. All.Value.Annotations.Where(annotation => images.Any(image => image.Id == annotation.ImageId))];
        CocoCategory[] categories = [.. All.Value.Categories.Where(category => annotations.Any(one => one.CategoryId == category.Id))];
        return new CocoDataset { Images = images, Categories = categories, Annotations = annotations };
    }

    /// <summary>Writes <c>boxes.json</c>: boxes without masks, and attributes.</summary>
    public static void WriteCoco(this ToolProcess tool)
    {
        CocoDataset truth = tool.Truth();
        File.WriteAllText(tool["boxes.json"], JsonSerializer.Serialize(new
        {
            images = truth.Images.Select(image => new { id = image.Id, file_name = image.FileName, width = image.Width, height = image.Height }),
            categories = truth.Categories.Select(category => new { id = category.Id, name = category.Name, supercategory = "thing" }),
            annotations = truth.Annotations.Select(one => new
            {
                id = one.Id + 1000,
                image_id = one.ImageId,
                category_id = one.CategoryId,
                bbox = (double[])[one.Bounds.X, one.Bounds.Y, one.Bounds.Width, one.Bounds.Height],
                attributes = new { occluded = false },
            }),
        }));
    }

    /// <summary>Writes <c>set/labels</c> with a text file a picture, and <c>set/data.yaml</c>.</summary>
    public static void WriteYolo(this ToolProcess tool)
    {
        CocoDataset truth = tool.Truth();
        string[] names = [.. truth.Categories.Select(category => category.Name)];
        foreach (CocoImage image in truth.Images)
        {
            Write(tool["set", "labels", Path.ChangeExtension(image.FileName, ".txt")], string.Concat(Of(truth, image).Select(one => string.Create(
                CultureInfo.InvariantCulture,
                $"{Array.IndexOf(names, one.Name)} {(one.Box.X + (one.Box.Width / 2)) / image.Width} {(one.Box.Y + (one.Box.Height / 2)) / image.Height} {one.Box.Width / image.Width} {one.Box.Height / image.Height}\n"))));
        }

        File.WriteAllText(tool["set", "data.yaml"], $"names: [{string.Join(", ", names)}]\n");
    }

    /// <summary>Writes <c>voc</c> with an XML file a picture.</summary>
    public static void WriteVoc(this ToolProcess tool)
    {
        CocoDataset truth = tool.Truth();
        foreach (CocoImage image in truth.Images)
        {
            StringBuilder xml = new($"<annotation><filename>{Path.GetFileName(image.FileName)}</filename><size><width>{image.Width}</width><height>{image.Height}</height></size>");
            foreach ((string name, BoxXywh box) in Of(truth, image))
            {
                xml.Append(CultureInfo.InvariantCulture, $"<object><name>{name}</name><bndbox><xmin>{box.X + 1}</xmin><ymin>{box.Y + 1}</ymin><xmax>{box.Right}</xmax><ymax>{box.Bottom}</ymax></bndbox></object>");
            }

            Write(tool["voc", Path.ChangeExtension(image.FileName, ".xml")], $"{xml}</annotation>");
        }
    }

    /// <summary>Refines boxes of <c>pictures</c>.</summary>
    public static ToolRun Refine(this ToolProcess tool, string boxes, string output, params string[] more) =>
        tool.Call(["refine", boxes, "--pictures", "pictures", "--output", output, .. more]);

    private static IEnumerable<(string Name, BoxXywh Box)> Of(CocoDataset truth, CocoImage image) =>
        truth.Annotations.Where(one => one.ImageId == image.Id)
            .Select(one => (truth.Categories.Single(category => category.Id == one.CategoryId).Name, one.Bounds));

    private static void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
