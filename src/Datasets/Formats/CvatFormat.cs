using System.Xml;

namespace ClipSurgery;

/// <summary>
/// "CVAT for images 1.1": <c>annotations.xml</c> with exact masks, which CVAT's importer "CVAT 1.1" takes as it is, and
/// <c>labels.json</c> for the label constructor. CVAT finds a frame by the picture's name, else by its number, which counts from
/// 0 in the order of the names. As <c>cvat-polygon</c> it has polygons, which people edit more easily: a polygon for each part, tied
/// by a group, and masks for objects with holes, which CVAT's polygons cannot say. The format is that of
/// <c>cvat/apps/dataset_manager/formats/cvat.py</c>.
/// </summary>
internal sealed class CvatFormat(bool isPolygon = false) : IDatasetFormat
{
    private const string NotOccluded = "0";
    private const string OneLayer = "0";
    private const double Simplify = 0.5;

    /// <inheritdoc/>
    public string Name => isPolygon ? "cvat-polygon" : "cvat";

    /// <inheritdoc/>
    public IEnumerable<string> Problems(
        IReadOnlyList<LabelClass> classes, IReadOnlyList<string> fileNames, ExportOptions options) =>
        [.. FormatProblems.OfXml(classes), .. fileNames.Select(XmlFile.ProblemOf).OfType<string>()];

    /// <inheritdoc/>
    public void Write(LabelledDataset dataset, string folder, ExportOptions options, CancellationToken cancellation)
    {
        this.Require(dataset, options);
        CvatLabels.WriteJson(Path.Combine(folder, "labels.json"), dataset);
        XmlFile.Write(Path.Combine(folder, "annotations.xml"), xml =>
        {
            xml.WriteStartElement("annotations");
            xml.WriteElementString("version", "1.1");
            WriteMeta(xml, dataset);
            foreach (PictureLabels picture in dataset.Pictures)
            {
                WriteImage(xml, dataset, picture, options.Simplify ?? Simplify);
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

    private void WriteImage(XmlWriter xml, LabelledDataset dataset, PictureLabels picture, double simplify)
    {
        CocoImage image = picture.Image;
        xml.WriteStartElement("image");
        xml.WriteAttributeString("id", $"{image.Id - 1}");
        xml.WriteAttributeString("name", image.FileName);
        xml.WriteAttributeString("width", $"{image.Width}");
        xml.WriteAttributeString("height", $"{image.Height}");
        int groups = 0;
        foreach (CocoAnnotation annotation in picture.Annotations)
        {
            string label = dataset.Classes[(int)annotation.CategoryId - 1].Name;
            if (!isPolygon || annotation.Mask.HasHoles)
            {
                WriteMask(xml, label, annotation);
                continue;
            }

            IReadOnlyList<double[]> parts = ObjectOutline.Parts(annotation.Mask, simplify);
            int? group = parts.Count > 1 ? ++groups : null;
            foreach (double[] part in parts)
            {
                WritePolygon(xml, label, annotation, part, group);
            }
        }

        xml.WriteEndElement();
    }

    private static void WriteMask(XmlWriter xml, string label, CocoAnnotation annotation)
    {
        BoxXywh bounds = annotation.Mask.Bounds;
        StartShape(xml, "mask", label);
        xml.WriteAttributeString("rle", string.Join(", ", RowMajorRuns.Of(annotation.Mask, bounds)));
        xml.WriteAttributeString("left", $"{bounds.X}");
        xml.WriteAttributeString("top", $"{bounds.Y}");
        xml.WriteAttributeString("width", $"{bounds.Width}");
        xml.WriteAttributeString("height", $"{bounds.Height}");
        EndShape(xml, annotation);
    }

    private static void WritePolygon(XmlWriter xml, string label, CocoAnnotation annotation, double[] ring, int? group)
    {
        StartShape(xml, "polygon", label);
        IEnumerable<string> points = ring.Select(XmlConvert.ToString).Chunk(2).Select(point => string.Join(',', point));
        xml.WriteAttributeString("points", string.Join(';', points));
        if (group is int id)
        {
            xml.WriteAttributeString("group_id", XmlConvert.ToString(id));
        }

        EndShape(xml, annotation);
    }

    private static void StartShape(XmlWriter xml, string shape, string label)
    {
        xml.WriteStartElement(shape);
        xml.WriteAttributeString("label", label);
        xml.WriteAttributeString("source", "auto");
        xml.WriteAttributeString("occluded", NotOccluded);
    }

    private static void EndShape(XmlWriter xml, CocoAnnotation annotation)
    {
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
