namespace ClipSurgery.Bench;

/// <summary>Which labels a picture is asked for.</summary>
internal enum Queries
{
    /// <summary>Those that it has, together.</summary>
    Present,

    /// <summary>Those that it has, one after the other.</summary>
    PresentAlone,

    /// <summary>All labels of the file, together.</summary>
    All,

    /// <summary>All labels of the file, one after the other, in every tenth picture.</summary>
    AllAlone,
}

/// <summary>Runs a variant of the segmenter over a COCO folder.</summary>
internal sealed class Ablation
{
    public const string Header =
        "| variant | queries | union IoU | AP50 | AP | AR | chosen / oracle | worse than region | present kept | absent with a mask | count error |\n" +
        "|---|---|---|---|---|---|---|---|---|---|---|";

    private readonly ClipModel _clip;
    private readonly SamModel _sam;
    private readonly CocoDataset _truth;
    private readonly string[] _labels;
    private readonly Dictionary<int, string> _names;
    private readonly RgbImage[] _pictures;

    public Ablation(string folder, ClipModel clip, SamModel sam)
    {
        _clip = clip;
        _sam = sam;
        _truth = CocoReader.Read(Path.Combine(folder, "instances.json"));
        _names = _truth.Categories.ToDictionary(category => category.Id, category => category.Name);
        _labels = [.. _truth.Categories.Select(category => category.Name)];
        _pictures = [.. _truth.Images.Select(image => ImageFile.Read(Path.Combine(folder, "images", image.FileName)).Image)];
    }

    /// <summary>Runs a variant and prints its row.</summary>
    /// <param name="variant">What it is called.</param>
    /// <param name="options">How masks are made.</param>
    /// <param name="settings">How instances are found.</param>
    /// <param name="queries">What is asked for.</param>
    /// <param name="takesSamsFavourite">Takes the candidate of the highest predicted IoU, as the paper does, whatever was chosen.</param>
    public void Run(
        string variant, SegmentOptions options, InstanceFinderSettings settings, Queries queries, bool takesSamsFavourite = false)
    {
        TextSegmenter segmenter = new(_clip, _sam, settings);
        SegmentOptions kept = options with { KeepCandidates = true };
        Dictionary<string, int> ids = _truth.Categories.ToDictionary(category => category.Name, category => category.Id);
        List<PictureMasks> pictures = [];
        List<CocoDetection> detections = [];
        for (int i = 0; i < _pictures.Length; i += queries == Queries.AllAlone ? 10 : 1)
        {
            CocoImage image = _truth.Images[i];
            Dictionary<string, IReadOnlyList<Mask>> truth = _truth.Annotations
                .Where(annotation => annotation.ImageId == image.Id && !annotation.IsCrowd)
                .GroupBy(annotation => _names[annotation.CategoryId], annotation => annotation.Mask)
                .ToDictionary(group => group.Key, group => (IReadOnlyList<Mask>)[.. group]);
            string[] asked = queries is Queries.All or Queries.AllAlone ? _labels : [.. truth.Keys];
            Instance[] found = queries is Queries.PresentAlone or Queries.AllAlone
                ? [.. asked.SelectMany(label => segmenter.Segment(_pictures[i], [label], kept).Instances)]
                : [.. segmenter.Segment(_pictures[i], asked, kept).Instances];
            if (takesSamsFavourite)
            {
                found = [.. found.Select(instance => instance with { Mask = instance.Candidates.MaxBy(mask => mask.Parts.PredictedIou)!.Mask })];
                found = [.. found.Where(instance => !instance.Mask.IsEmpty)];
            }

            pictures.Add(PictureMasks.Compare(truth, asked, new LabelledImage(image.Width, image.Height, found, [], [])));
            detections.AddRange(found.Select(instance => new CocoDetection(image.Id, ids[instance.Label], instance.Score, instance.Mask)));
        }

        MaskScores masks = MaskScores.Of(pictures);
        HashSet<int> evaluated = [.. _truth.Images.Where((_, i) => queries != Queries.AllAlone || i % 10 == 0).Select(image => image.Id)];
        CocoDataset part = _truth with
        {
            Images = [.. _truth.Images.Where(image => evaluated.Contains(image.Id))],
            Annotations = [.. _truth.Annotations.Where(annotation => evaluated.Contains(annotation.ImageId))],
        };
        CocoScores coco = CocoEvaluation.Evaluate(part, detections, EvaluationTarget.Masks);
        Console.WriteLine(
            $"| {variant} | {queries} | {masks.UnionIou:F3} | {coco.AP50:F3} | {coco.AP:F3} | {coco.AR100:F3} " +
            $"| {masks.Chosen:F3} / {masks.Oracle:F3} | {masks.WorseThanRegion:P1} | {masks.PresentKept:P1} " +
            $"| {(double.IsNaN(masks.AbsentWithMask) ? "" : $"{masks.AbsentWithMask:P2}")} | {masks.CountError:F2} |");
    }
}
