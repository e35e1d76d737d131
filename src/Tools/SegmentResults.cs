namespace ClipSurgery.Tools;

/// <summary>A line of the summary: an instance, or a text that was not found.</summary>
internal sealed record SegmentRow(InputPicture Picture, string Label, double? Presence, Instance? Instance);

/// <summary>What <c>segment</c> writes: a mask an instance, an overlay a picture, and one COCO file at the end.</summary>
internal sealed class SegmentResults(string output, IReadOnlyList<string> labels)
{
    public const string CocoFile = "annotations.json";

    private readonly List<CocoImage> _images = [];
    private readonly List<CocoAnnotation> _annotations = [];
    private readonly List<SegmentRow> _rows = [];
    private readonly Dictionary<string, int> _labelIndex =
        labels.Index().ToDictionary(label => label.Item, label => label.Index, StringComparer.Ordinal);

    public int PictureCount => _images.Count;

    public int InstanceCount => _annotations.Count;

    /// <summary>One row an instance, in order; a text without any has one without an instance.</summary>
    public IReadOnlyList<SegmentRow> Rows => _rows;

    /// <summary>Writes a picture's masks and overlay; may be called by several threads at once.</summary>
    public void Write(InputPicture picture, RgbImage pixels, LabelledImage labelled)
    {
        for (int i = 0; i < labelled.Instances.Count; i++)
        {
            Instance instance = labelled.Instances[i];
            string suffix = $"{i + 1}-{ResultNames.Slug(instance.Label)}";
            PngFile.WriteMask(ResultNames.Png(output, "masks", picture, suffix), instance.Mask);
            WriteCandidates(picture, suffix, instance.Candidates);
        }

        OverlayInstance[] drawn =
            [.. labelled.Instances.Select(instance => new OverlayInstance(instance.Mask, instance.Label, _labelIndex[instance.Label]))];
        PngFile.WriteRgb(ResultNames.Png(output, "overlays", picture), Overlay.Instances(pixels, drawn));
    }

    /// <summary>Keeps the annotations of a picture whose files could be written.</summary>
    public void Add(InputPicture picture, int exifOrientation, LabelledImage labelled)
    {
        CocoImage image = new(_images.Count + 1, picture.FileName, labelled.Width, labelled.Height, exifOrientation);
        _images.Add(image);
        foreach (Instance instance in labelled.Instances)
        {
            _annotations.Add(ToAnnotation(instance, image.Id, _annotations.Count + 1));
        }

        foreach (string label in labels)
        {
            Instance[] found = [.. labelled.Instances.Where(instance => instance.Label == label)];
            double? presence = labelled.Presence.FirstOrDefault(presence => presence.Label == label)?.Probability;
            _rows.AddRange(found.Length == 0
                ? [new SegmentRow(picture, label, presence, null)]
                : found.Select(instance => new SegmentRow(picture, label, instance.Parts.Presence, instance)));
        }
    }

    public void WriteCoco(SegmentationFormat format, IReadOnlyDictionary<string, string> provenance) => CocoWriter.Write(
        Path.Combine(output, CocoFile),
        new CocoDataset
        {
            Info = new CocoInfo { Description = "Segmented by text with ClipSurgery", Provenance = provenance },
            Images = _images,
            Categories = [.. labels.Select((label, i) => new CocoCategory(i + 1, label))],
            Annotations = _annotations,
        },
        format);

    /// <summary>Candidates carry their scores in their names.</summary>
    private void WriteCandidates(InputPicture picture, string suffix, IReadOnlyList<ScoredMask> candidates)
    {
        foreach ((int index, ScoredMask candidate) in candidates.Index())
        {
            ScoreParts parts = candidate.Parts;
            string map = parts.MapAgreement is { } agreement ? $"-map{agreement:F2}" : "";
            string scores = $"iou{parts.PredictedIou:F2}{map}-stability{parts.Stability:F2}{(candidate.IsChosen ? "-chosen" : "")}";
            PngFile.WriteMask(ResultNames.Png(output, "candidates", picture, $"{suffix}-{index + 1}-{scores}"), candidate.Mask);
        }
    }

    private CocoAnnotation ToAnnotation(Instance instance, int imageId, int id) => new()
    {
        Id = id,
        ImageId = imageId,
        CategoryId = _labelIndex[instance.Label] + 1,
        Mask = instance.Mask,
        Score = instance.Score,
        ScoreParts = instance.Parts.ByName,
        Prompt = instance.Label,
    };
}
