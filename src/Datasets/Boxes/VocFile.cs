using System.Globalization;
using System.Xml.Linq;

namespace ClipSurgery;

/// <summary>Reads one file of Pascal VOC's boxes. Pixels count from 1, and the last one is inside.</summary>
internal static class VocFile
{
    private static readonly string[] Edges = ["xmin", "ymin", "xmax", "ymax"];

    /// <summary>Reads a file.</summary>
    /// <param name="content">What the file holds.</param>
    /// <param name="path">The file, for messages.</param>
    /// <param name="file">Its name, relative to the folder that is read.</param>
    /// <param name="findings">Is told what is wrong.</param>
    /// <returns>The picture; null where nothing can be made of the file, which is a problem.</returns>
    public static BoxedPicture? Read(byte[] content, string path, string file, BoxFindings findings)
    {
        if (XmlFile.Read(content, path, findings.Problem) is not { } root)
        {
            return null;
        }

        if (root.Name.LocalName != "annotation")
        {
            findings.Problem($"{path}: its root is <{QuotedText.Short(root.Name.LocalName)}>; expected <annotation>, a Pascal VOC file.");
            return null;
        }

        if (Pixels(root.Element("size")?.Element("width")) is not (>= 1 and <= int.MaxValue and double width)
            || Pixels(root.Element("size")?.Element("height")) is not (>= 1 and <= int.MaxValue and double height))
        {
            findings.Problem($"{path}: there is no <size> with a width and a height; expected those of the picture that the boxes are for.");
            return null;
        }

        List<BoxLabel> labels = [];
        foreach ((int index, XElement element) in root.Elements("object").Index())
        {
            if (ReadObject(element, $"{path}: object {index + 1}", (width, height), findings) is { } label)
            {
                labels.Add(label);
            }
        }

        string folder = file[..(file.LastIndexOf('/') + 1)];
        string? name = root.Element("filename")?.Value.Trim();
        return new BoxedPicture(path)
        {
            FileNames = string.IsNullOrEmpty(name) || PictureName.LeadsOut(name) ? [] : [name, folder + name],
            Stems = [PictureStem.Of(file), PictureStem.Of(file[(file.IndexOf('/') + 1)..])],
            Size = ((int)width, (int)height),
            Labels = labels,
        };
    }

    private static BoxLabel? ReadObject(XElement element, string where, (double Width, double Height) size, BoxFindings findings)
    {
        string name = element.Element("name")?.Value.Trim() ?? "";
        if (name.Length == 0 || name.Any(char.IsControl))
        {
            findings.Problem($"{where}: there is no <name> of one line; expected that of its class.");
            return null;
        }

        double?[] edges = [.. Edges.Select(edge => Pixels(element.Element("bndbox")?.Element(edge)))];
        if (edges is not [double left, double top, double right, double bottom])
        {
            findings.Problem($"{where} ({Quoted.Text(name)}): there is no <bndbox> with {string.Join(", ", Edges)}; expected pixels.");
            return null;
        }

        if (left > right || top > bottom)
        {
            findings.Problem(string.Create(
                CultureInfo.InvariantCulture,
                $"{where} ({Quoted.Text(name)}): the box goes from {left},{top} to {right},{bottom}; expected xmin, ymin below xmax, ymax."));
            return null;
        }

        BoxXywh box = new(left - 1, top - 1, right - left + 1, bottom - top + 1);
        return findings.Inside(box, size.Width, size.Height, where) is { } inside ? new BoxLabel { Class = name, Box = inside } : null;
    }

    private static double? Pixels(XElement? element) =>
        double.TryParse(element?.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number)
            ? number
            : null;
}
