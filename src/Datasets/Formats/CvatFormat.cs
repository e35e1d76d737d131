using System.Xml;

namespace ClipSurgery;

/// <summary>
/// "CVAT for images 1.1": <c>annotations.xml</c> with exact masks, which CVAT's importer "CVAT 1.1" takes as it is, and
/// <c>labels.json</c> for the label constructor. CVAT finds a frame by the picture's name, else by its number, which counts from
/// 0 in the order of the names. The format is that of <c>cvat/apps/dataset_manager/formats/cvat.py</c>.
/// </summary>
internal sealed class CvatFormat : IDatasetFormat
{
    private const string NotOccluded = "0";
    private const string OneLayer = "0";

    /// <inheritdoc/>
    public string Name => "cvat";

    /// <inheritdoc/>
    public void Write(LabelledDataset dataset, string folder, ExportOptions options, CancellationToken cancellation)
    {
        CvatLabels.WriteJson(Path.Combine(folder, "labels.json"), dataset);
        XmlFile.Write(Path.Combine(folder, "annotations.xml"), xml =>
        {
            xml.WriteStartElement("annotations");
            xml.WriteElementString("version", "1.1");
            WriteMeta(xml, dataset);
            foreach (PictureLabels picture in dataset.Pictures)
            {
                WriteImage(xml, dataset, picture);
            }

            xml.WriteEndElement();
        });
    }

    private static void WriteMeta(XmlWriter xml, LabelledDataset dataset)
    {
        xml.WriteStartElement("meta");
        xml.WriteStartElement("task");
        xml.WriteElementString("size", $"{dataset.Images.Count}");
        xml.WriteElementString("mode", "annotation");
        CvatLabels.WriteXml(xml, dataset);
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private static void WriteImage(XmlWriter xml, LabelledDataset dataset, PictureLabels picture)
    {
        CocoImage image = picture.Image;
        xml.WriteStartElement("image");
        xml.WriteAttributeString("id", $"{image.Id - 1}");
        xml.WriteAttributeString("name", XmlFile.Name(image.FileName));
        xml.WriteAttributeString("width", $"{image.Width}");
        xml.WriteAttributeString("height", $"{image.Height}");
        foreach (CocoAnnotation annotation in picture.Annotations)
        {
            WriteMask(xml, dataset.Classes[(int)annotation.CategoryId - 1].Name, annotation);
        }

        xml.WriteEndElement();
    }

    private static void WriteMask(XmlWriter xml, string label, CocoAnnotation annotation)
    {
        BoxXywh bounds = annotation.Mask.Bounds;
        xml.WriteStartElement("mask");
        xml.WriteAttributeString("label", label);
        xml.WriteAttributeString("source", "auto");
        xml.WriteAttributeString("occluded", NotOccluded);
        xml.WriteAttributeString("rle", string.Join(", ", RowMajorRuns.Of(annotation.Mask, bounds)));
        xml.WriteAttributeString("left", $"{bounds.X}");
        xml.WriteAttributeString("top", $"{bounds.Y}");
        xml.WriteAttributeString("width", $"{bounds.Width}");
        xml.WriteAttributeString("height", $"{bounds.Height}");
        xml.WriteAttributeString("z_order", OneLayer);
        if (annotation.Score is double score)
        {
            xml.WriteStartElement("attribute");
            xml.WriteAttributeString("name", CvatLabels.Score);
            xml.WriteString(XmlConvert.ToString(Math.Round(score, 4)));
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }
}
