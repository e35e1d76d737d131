using System.Xml;

namespace ClipSurgery;

/// <summary>
/// PASCAL VOC's <c>Annotations/*.xml</c>: the boxes of a picture's objects. Pixels count from 1, and the last one is inside.
/// </summary>
internal static class VocBoxes
{
    private const int Channels = 3;

    /// <summary>Writes the file of one picture.</summary>
    /// <param name="path">The file.</param>
    /// <param name="image">The picture.</param>
    /// <param name="objects">Its objects, those of the mask of objects first and in the order of their indices.</param>
    /// <param name="classes">The data set's classes.</param>
    /// <exception cref="ClipSurgeryException">The file cannot be written.</exception>
    public static void Write(string path, CocoImage image, IEnumerable<CocoAnnotation> objects, IReadOnlyList<LabelClass> classes) =>
        XmlFile.Write(path, xml =>
        {
            xml.WriteStartElement("annotation");
            xml.WriteElementString("folder", VocFormat.Pictures);
            xml.WriteElementString("filename", image.FileName);
            xml.WriteStartElement("size");
            xml.WriteElementString("width", XmlConvert.ToString(image.Width));
            xml.WriteElementString("height", XmlConvert.ToString(image.Height));
            xml.WriteElementString("depth", XmlConvert.ToString(Channels));
            xml.WriteEndElement();
            xml.WriteElementString("segmented", "1");
            foreach (CocoAnnotation annotation in objects)
            {
                WriteObject(xml, annotation, classes[(int)annotation.CategoryId - 1].Name);
            }

            xml.WriteEndElement();
        });

    private static void WriteObject(XmlWriter xml, CocoAnnotation annotation, string name)
    {
        (int width, int height) = (annotation.Mask.Width, annotation.Mask.Height);
        BoxXywh box = annotation.Mask.Bounds;
        bool isCut = box.X == 0 || box.Y == 0 || box.Right == width || box.Bottom == height;
        xml.WriteStartElement("object");
        xml.WriteElementString("name", name);
        xml.WriteElementString("pose", "Unspecified");
        xml.WriteElementString("truncated", isCut ? "1" : "0");
        xml.WriteElementString("difficult", annotation.IsCrowd ? "1" : "0");
        xml.WriteStartElement("bndbox");
        xml.WriteElementString("xmin", XmlConvert.ToString((int)box.X + 1));
        xml.WriteElementString("ymin", XmlConvert.ToString((int)box.Y + 1));
        xml.WriteElementString("xmax", XmlConvert.ToString((int)box.Right));
        xml.WriteElementString("ymax", XmlConvert.ToString((int)box.Bottom));
        xml.WriteEndElement();
        xml.WriteEndElement();
    }
}
