namespace ClipSurgery;

/// <summary>
/// Reads the examples of a class: <c>[{image: ref.jpg, box: [x, y, width, height]}, {image: b.jpg, mask: b.png}]</c>. Files are looked for
/// beside the label file, and opened later.
/// </summary>
internal static class LabelExampleReader
{
    private const string Example = "[{image: ref.jpg, box: [10, 20, 50, 60]}]";

    private static readonly string[] Keys = ["image", "box", "mask"];

    /// <exception cref="ClipSurgeryException">An entry is no example.</exception>
    public static LabelExample[] Read(YamlEntry list)
    {
        IReadOnlyList<YamlEntry> entries = list.Items("\"examples\"", Example);
        return entries.Count > 0
            ? [.. entries.Select(ReadOne)]
            : throw list.Error($"\"examples\" is an empty list; expected one or more, such as {Example}, or leave it out");
    }

    private static LabelExample ReadOne(YamlEntry entry)
    {
        IReadOnlyDictionary<string, YamlEntry> fields = entry.Fields("an example", Keys);
        string image = fields.TryGetValue("image", out YamlEntry name) ? PathOf(name, "\"image\"") : throw entry.Error("an example has no \"image\"");
        return (fields.TryGetValue("box", out YamlEntry box), fields.TryGetValue("mask", out YamlEntry mask)) switch
        {
            (true, false) => new LabelExample(image, ReadBox(box), null),
            (false, true) => new LabelExample(image, null, PathOf(mask, "\"mask\"")),
            (true, true) => throw entry.Error("an example has a \"box\" and a \"mask\"; expected one of them"),
            _ => throw entry.Error("an example has no \"box\" and no \"mask\"; expected one of them, such as box: [10, 20, 50, 60]"),
        };
    }

    private static string PathOf(YamlEntry entry, string what) =>
        Path.GetFullPath(entry.Text(what), Path.GetDirectoryName(Path.GetFullPath(entry.Path))!);

    private static BoxXywh ReadBox(YamlEntry entry)
    {
        IReadOnlyList<YamlEntry> numbers = entry.Items("\"box\"", "[10, 20, 50, 60]");
        if (numbers.Count != 4)
        {
            throw entry.Error($"\"box\" has {numbers.Count} numbers; expected x, y, width and height in pixels, such as [10, 20, 50, 60]");
        }

        double[] values = [.. numbers.Select(number => number.Number("a number of \"box\""))];
        return values[2] > 0 && values[3] > 0
            ? new BoxXywh(values[0], values[1], values[2], values[3])
            : throw entry.Error("\"box\" has a width or height that is not above 0; expected x, y, width and height in pixels");
    }
}
