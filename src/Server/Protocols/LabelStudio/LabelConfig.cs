using System.Xml;
using System.Xml.Linq;

namespace ClipSurgery;

/// <summary>
/// A labelling interface of Label Studio: which tag takes what is found, and by which texts its labels are found. Of several tags
/// a brush is preferred, which is exact, then polygons, then boxes.
/// </summary>
internal sealed class LabelConfig
{
    /// <summary>The type of brush regions.</summary>
    public const string Brush = "brushlabels";

    /// <summary>The type of polygons.</summary>
    public const string Polygon = "polygonlabels";

    /// <summary>The type of boxes.</summary>
    public const string Rectangle = "rectanglelabels";

    private const int MostCharacters = 1 << 18;
    private const int MostDepth = 64;

    private static readonly (string Tag, string Type)[] Preferred =
        [("BrushLabels", Brush), ("PolygonLabels", Polygon), ("RectangleLabels", Rectangle)];

    private LabelConfig(string type, string fromName, string toName, string dataKey, IReadOnlyList<TextLabel> labels)
    {
        Type = type;
        FromName = fromName;
        ToName = toName;
        DataKey = dataKey;
        Labels = labels;
    }

    /// <summary>The type of the regions that are sent.</summary>
    public string Type { get; }

    /// <summary>The name of the tag that takes them.</summary>
    public string FromName { get; }

    /// <summary>The name of the picture's tag.</summary>
    public string ToName { get; }

    /// <summary>Which member of a task's data is the picture's address.</summary>
    public string DataKey { get; }

    /// <summary>
    /// The labels with their texts: <c>prompt="a, b"</c> where a label has it, else <c>alias</c>; a label without either has no
    /// text here, and is found by its name.
    /// </summary>
    public IReadOnlyList<TextLabel> Labels { get; }

    /// <summary>Reads an interface, which may come from anybody: no document type, nothing from elsewhere, and bounded.</summary>
    /// <exception cref="ArgumentException">It is no interface that can take what is found.</exception>
    public static LabelConfig Read(string? xml)
    {
        XElement root = Parse(xml);
        foreach ((string tag, string type) in Preferred)
        {
            if (root.DescendantsAndSelf(tag).FirstOrDefault() is not { } control)
            {
                continue;
            }

            string toName = Required(control, "toName");
            XElement? image = root.Descendants("Image").FirstOrDefault(item => (string?)item.Attribute("name") == toName);
            string value = image is null ? "" : Required(image, "value");
            if (!value.StartsWith('$') || value.Length == 1)
            {
                throw new ArgumentException(
                    $"The labelling interface has no <Image name=\"{QuotedText.Short(toName)}\" value=\"$...\"/>; expected one for <{tag}>.");
            }

            return new LabelConfig(type, Required(control, "name"), toName, value[1..], [.. control.Descendants("Label").Select(LabelOf)]);
        }

        throw new ArgumentException(
            "The labelling interface has no place for what is found; expected <BrushLabels>, <PolygonLabels> or <RectangleLabels>.");
    }

    /// <summary>Looks whether a text is XML that may be read at all.</summary>
    /// <exception cref="ArgumentException">It is not.</exception>
    public static void Check(string? xml) => Parse(xml);

    private static XElement Parse(string? xml)
    {
        XmlReaderSettings settings = new()
        {
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            MaxCharactersInDocument = MostCharacters,
            IgnoreComments = true,
            IgnoreProcessingInstructions = true,
        };
        try
        {
            CheckDepth(xml ?? "", settings);
            using XmlReader reader = XmlReader.Create(new StringReader(xml ?? ""), settings);
            return XElement.Load(reader);
        }
        catch (XmlException)
        {
            throw new ArgumentException(
                $"The labelling interface is not XML that is read here; expected at most {MostCharacters} characters, whole, and without " +
                "a DTD.");
        }
    }

    /// <summary>A tree is built by calls as deep as the document.</summary>
    private static void CheckDepth(string xml, XmlReaderSettings settings)
    {
        using XmlReader reader = XmlReader.Create(new StringReader(xml), settings);
        while (reader.Read())
        {
            if (reader.Depth > MostDepth)
            {
                throw new ArgumentException($"The labelling interface is nested deeper than {MostDepth} tags.");
            }
        }
    }

    private static TextLabel LabelOf(XElement label)
    {
        string name = Required(label, "value");
        string? prompt = (string?)label.Attribute("prompt");
        string[] texts = prompt is null
            ? [((string?)label.Attribute("alias") ?? "").Trim()]
            : prompt.Split(',', StringSplitOptions.TrimEntries);
        return new TextLabel(name, [.. texts.Where(text => text.Length > 0).Distinct(DistinctTexts.Comparer)]);
    }

    private static string Required(XElement element, string attribute) => (string?)element.Attribute(attribute) is { Length: > 0 } value
        ? value
        : throw new ArgumentException($"The labelling interface has a <{element.Name.LocalName}> without {attribute}.");
}
