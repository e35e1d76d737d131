using System.Globalization;
using System.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace ClipSurgery;

/// <summary>
/// YOLO segmentation as Ultralytics reads it (<c>ultralytics/data/utils.py</c>): <c>data.yaml</c>, the pictures under
/// <c>images/</c>, and for each a text file with a line <c>class x1 y1 x2 y2 …</c> an object. An object is one ring of corners in
/// shares of width and height; parts and holes are joined by bridges. A picture without objects has an empty file. Crowds are
/// left out: there is no way to say that a region is to be ignored.
/// </summary>
internal sealed class YoloFormat : IDatasetFormat
{
    private const string Images = "images";
    private const string Labels = "labels";
    private const double Simplify = 0.5;

    /// <inheritdoc/>
    public string Name => "yolo";

    /// <inheritdoc/>
    public IEnumerable<string> Problems(
        IReadOnlyList<LabelClass> classes, IReadOnlyList<string> fileNames, ExportOptions options) =>
        PictureStem.Problems(fileNames, options.PlaceOf);

    /// <inheritdoc/>
    public void Write(LabelledDataset dataset, string folder, ExportOptions options, CancellationToken cancellation)
    {
        this.Require(dataset, options);
        TextFile.Write(Path.Combine(folder, "data.yaml"), Description(dataset, options.Split));
        foreach (PictureLabels picture in dataset.Pictures)
        {
            string place = options.PlaceOf(picture.Image.FileName);
            string objects = Objects(picture.Annotations, options.Simplify ?? Simplify, cancellation);
            TextFile.Write(Path.Combine(folder, LabelFile(place)), objects);
            if (dataset.PictureFolder is string pictures)
            {
                PicturePlacement.Place(pictures, picture.Image.FileName, Path.Combine(folder, Images), place, options.CopyPictures);
            }
        }
    }

    /// <summary>
    /// Where Ultralytics looks for a picture's labels: the last <c>/images/</c> in the picture's whole path becomes
    /// <c>/labels/</c>, so a folder of that name among the pictures has the labels beside it.
    /// </summary>
    private static string LabelFile(string place)
    {
        string path = $"/{Images}/{PictureStem.Of(place)}.txt";
        int last = path.LastIndexOf($"/{Images}/", StringComparison.Ordinal);
        return $"{path[..last]}/{Labels}/{path[(last + Images.Length + 2)..]}"[1..];
    }

    /// <summary>
    /// No <c>path</c>: without it Ultralytics takes the file's own folder, whereas <c>.</c> would be the one that it was
    /// started in. It wants a <c>train</c> and a <c>val</c>: a part that has no picture is everything.
    /// </summary>
    private static string Description(LabelledDataset dataset, DatasetSplit? split)
    {
        StringWriter text = new() { NewLine = "\n" };
        Emitter yaml = new(text, new EmitterSettings().WithBestWidth(int.MaxValue).WithNewLine("\n"));
        yaml.Emit(new StreamStart());
        yaml.Emit(new DocumentStart(version: null, tags: null, isImplicit: true));
        yaml.Emit(new MappingStart());
        HashSet<string> parts = [.. dataset.Images.Select(image => split?.PartOf(image.FileName)).OfType<string>()];
        foreach (string part in DatasetSplit.Parts.Where(part => part != DatasetSplit.Test || parts.Contains(part)))
        {
            yaml.Emit(new Scalar(part));
            yaml.Emit(new Scalar(parts.Contains(part) ? $"{Images}/{part}" : Images));
        }

        yaml.Emit(new Scalar("names"));
        yaml.Emit(new MappingStart());
        for (int i = 0; i < dataset.Classes.Count; i++)
        {
            yaml.Emit(new Scalar(i.ToString(CultureInfo.InvariantCulture)));
            // In quotes, for classes may be called 12 or no.
            yaml.Emit(new Scalar(AnchorName.Empty, TagName.Empty, dataset.Classes[i].Name, ScalarStyle.DoubleQuoted, false, true));
        }

        yaml.Emit(new MappingEnd());
        yaml.Emit(new MappingEnd());
        yaml.Emit(new DocumentEnd(isImplicit: true));
        yaml.Emit(new StreamEnd());
        return text.ToString();
    }

    private static string Objects(IReadOnlyList<CocoAnnotation> annotations, double simplify, CancellationToken cancellation)
    {
        StringBuilder lines = new();
        foreach (CocoAnnotation annotation in annotations.Where(annotation => !annotation.IsCrowd))
        {
            Mask mask = annotation.Mask;
            double[] ring = ObjectOutline.Drawn(
                mask, mask.Boundaries(), simplify, rings => [RingBridge.Join([.. rings], cancellation)])[0];
            lines.Append(CultureInfo.InvariantCulture, $"{annotation.CategoryId - 1}");
            for (int i = 0; i < ring.Length; i += 2)
            {
                double x = ring[i] / mask.Width;
                double y = ring[i + 1] / mask.Height;
                // Well below the outline's margin in a picture 50,000 pixels wide.
                lines.Append(CultureInfo.InvariantCulture, $" {x:0.#######} {y:0.#######}");
            }

            lines.Append('\n');
        }

        return lines.ToString();
    }
}
