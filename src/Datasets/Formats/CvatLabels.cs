using System.Xml;

namespace ClipSurgery;

/// <summary>
/// CVAT's labels, each with its colour and a text attribute for the score: CVAT has no score of its own, and its number
/// attributes are whole numbers. A task whose labels lack the attribute drops it on import.
/// </summary>
internal static class CvatLabels
{
    public const string Score = "score";

    private const string AnyShape = "any";
    private const string Text = "text";

    /// <summary>
    /// The labels of a new task: for <c>cvat-cli task create --labels</c>, or the "Raw" tab of the label constructor.
    /// </summary>
    /// <exception cref="ClipSurgeryException">The file cannot be written.</exception>
    public static void WriteJson(string path, LabelledDataset dataset) => JsonFile.Write(path, json =>
    {
        json.WriteStartArray();
        for (int i = 0; i < dataset.Classes.Count; i++)
        {
            json.WriteStartObject();
            json.WriteString("name", dataset.Classes[i].Name);
            json.WriteString("color", dataset.ColorOf(i));
            json.WriteString("type", AnyShape);
            json.WriteStartArray("attributes");
            json.WriteStartObject();
            json.WriteString("name", Score);
            json.WriteBoolean("mutable", false);
            json.WriteString("input_type", Text);
            json.WriteString("default_value", "");
            json.WriteStartArray("values");
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    /// <summary>The same in the head of <c>annotations.xml</c>.</summary>
    public static void WriteXml(XmlWriter xml, LabelledDataset dataset)
    {
        xml.WriteStartElement("labels");
        for (int i = 0; i < dataset.Classes.Count; i++)
        {
            xml.WriteStartElement("label");
            xml.WriteElementString("name", dataset.Classes[i].Name);
            xml.WriteElementString("color", dataset.ColorOf(i));
            xml.WriteElementString("type", AnyShape);
            xml.WriteStartElement("attributes");
            xml.WriteStartElement("attribute");
            xml.WriteElementString("name", Score);
            xml.WriteElementString("mutable", "False");
            xml.WriteElementString("input_type", Text);
            xml.WriteElementString("default_value", "");
            xml.WriteElementString("values", "");
            xml.WriteEndElement();
            xml.WriteEndElement();
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }
}
