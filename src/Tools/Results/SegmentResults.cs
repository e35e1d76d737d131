namespace ClipSurgery.Tools;

/// <summary>A line of the summary: an instance, or a text that was not found.</summary>
internal sealed record SegmentRow(InputPicture Picture, string Label, double? Presence, Instance? Instance);

/// <summary>What <c>segment</c> writes: a mask an instance, an overlay a picture, and one COCO file at the end.</summary>
/// <param name="output">The folder.</param>
/// <param name="labels">What was asked for.</param>
/// <param name="earlier">What the folder had before.</param>
internal sealed class SegmentResults(string output, IReadOnlyList<string> labels, EarlierResults earlier)
{
    public const string CocoFile = "annotations.json";

    /// <summary>What the COCO file says that it is.</summary>
    public const string Description = "Segmented by text with ClipSurgery";

    private readonly List<CocoImage> _images = [];
    private readonly List<CocoAnnotation> _annotations = [];
    private readonly List<SegmentRow> _rows = [];
    private readonly Dictionary<string, int> _labelIndex =
        labels.Index().ToDictionary(label => label.Item, label => label.Index, StringComparer.Ordinal);

    public int PictureCount => _images.Count;

    public int InstanceCount => _annotations.Count;

    /// <summary>
    /// Of each picture one row for each instance, from the highest score down, and one for each text that was not found.
    /// </summary>
    public IReadOnlyList<SegmentRow> Rows => _rows;

    /// <summary>Writes a picture's masks and overlay; may be called by several threads at once.</summary>
    public void Write(InputPicture picture, RgbImage pixels, LabelledImage labelled)
    {
        for (int i = 0; i < labelled.Instances.Count; i++)
        {
            Instance instance = labelled.Instances[i];
            PngFile.WriteMask(MaskPath(picture, i, instance), instance.Mask);
            foreach ((int index, ScoredMask candidate) in instance.Candidates.Index())
            {
                PngFile.WriteMask(CandidatePath(picture, i, instance, index), candidate.Mask);
            }
        }

        OverlayInstance[] drawn =
            [.. labelled.Instances.Select(instance => new OverlayInstance(instance.Mask, instance.Label, _labelIndex[instance.Label]))];
        PngFile.WriteRgb(ResultNames.Png(output, "overlays", picture.Stem), Overlay.Instances(pixels, drawn));
    }

    /// <summary>Keeps the annotations of a picture whose files could be written.</summary>
    public void Add(InputPicture picture, int exifOrientation, LabelledImage labelled)
    {
        earlier.DeleteMasks(picture.FileName, Written(picture, labelled));
        CocoImage image = new(_images.Count + 1, picture.FileName, labelled.Width, labelled.Height, exifOrientation);
        _images.Add(image);
        foreach (Instance instance in labelled.Instances)
        {
            _annotations.Add(ToAnnotation(instance, image.Id, _annotations.Count + 1));
        }

        _rows.AddRange(labelled.Instances.OrderByDescending(instance => instance.Score)
            .Select(instance => new SegmentRow(picture, instance.Label, instance.Parts.Presence, instance)));
        HashSet<string> found = [.. labelled.Instances.Select(instance => instance.Label)];
        Dictionary<string, double> presence = labelled.Presence.ToDictionary(label => label.Label, label => label.Probability);
        _rows.AddRange(labels.Where(label => !found.Contains(label))
            .Select(label => new SegmentRow(picture, label, presence.TryGetValue(label, out double known) ? known : null, null))
            .OrderByDescending(row => row.Presence));
    }

    /// <summary>Writes the COCO file: the pictures of this run, and those of earlier ones that it did not replace.</summary>
    public void WriteCoco(SegmentationFormat format, IReadOnlyDictionary<string, string> provenance) => CocoWriter.Write(
        Path.Combine(output, CocoFile),
        earlier.Join(new CocoDataset
        {
            Info = new CocoInfo { Description = Description, Provenance = provenance },
            Images = _images,
            Categories = [.. labels.Select((label, i) => new CocoCategory(i + 1, label))],
            Annotations = _annotations,
        }),
        format);

    /// <summary>How many pictures of earlier runs stay in the folder, and how many this run replaced.</summary>
    public (int Kept, int Replaced) CountEarlier() => earlier.Count(_images.Select(image => image.FileName));

    private string MaskPath(InputPicture picture, int i, Instance instance) =>
        ResultNames.Png(output, "masks", picture.Stem, ResultNames.MaskSuffix(i, instance.Label));

    /// <summary>Candidates carry their scores in their names.</summary>
    private string CandidatePath(InputPicture picture, int i, Instance instance, int index)
    {
        ScoredMask candidate = instance.Candidates[index];
        ScoreParts parts = candidate.Parts;
        string map = parts.MapAgreement is { } agreement ? $"-map{agreement:F2}" : "";
        string scores = $"iou{parts.PredictedIou:F2}{map}-stability{parts.Stability:F2}{(candidate.IsChosen ? "-chosen" : "")}";
        return ResultNames.Png(output, "candidates", picture.Stem, $"{ResultNames.MaskSuffix(i, instance.Label)}-{index + 1}-{scores}");
    }

    private HashSet<string> Written(InputPicture picture, LabelledImage labelled) =>
    [
        .. labelled.Instances.Index().SelectMany(found => (string[])
        [
            MaskPath(picture, found.Index, found.Item),
            .. found.Item.Candidates.Select((_, index) => CandidatePath(picture, found.Index, found.Item, index)),
        ]),
    ];

    private CocoAnnotation ToAnnotation(Instance instance, long imageId, int id) => new()
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
