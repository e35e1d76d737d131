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

/// <summary>Evaluates variants of the segmenter on a COCO folder.</summary>
internal sealed class Ablation
{
    public const string Header =
        "| variant | queries | union IoU | AP50 | AP | AR | chosen / oracle | worse than region | present kept | absent with a mask " +
        "| count error |\n" +
        "|---|---|---|---|---|---|---|---|---|---|---|";

    private readonly SamModel _sam;
    private readonly ClipModel _clip;
    private readonly EvaluationSet _set;
    private readonly RgbImage[] _pictures;

    public Ablation(string folder, ClipModel clip, SamModel sam)
    {
        _clip = clip;
        _sam = sam;
        _set = new EvaluationSet(CocoReader.Read(Path.Combine(folder, "instances.json")));
        _pictures = [.. _set.Pictures.Select(picture => ImageFile.Read(Path.Combine(folder, "images", picture.Image.FileName)).Image)];
    }

    /// <summary>Runs a variant of the segmenter and prints its row.</summary>
    public void Run(string variant, SegmentOptions options, InstanceFinderSettings settings, Queries queries) =>
        Evaluate(variant, queries, Segmenter(options, settings));

    /// <summary>The same, but of each prompt's candidates the one that SAM likes best is taken, as the paper does.</summary>
    public void RunWithFavourites(string variant, SegmentOptions options, Queries queries)
    {
        Func<int, IReadOnlyList<string>, IReadOnlyList<Instance>> segment = Segmenter(options, new InstanceFinderSettings());
        Evaluate(variant, queries, (picture, labels) => [.. segment(picture, labels).Select(Favourite)]);

        static Instance Favourite(Instance instance) =>
            instance with { Mask = instance.Candidates.MaxBy(candidate => candidate.Parts.PredictedIou)!.Mask };
    }

    /// <summary>What SAM could do at most: each object's true box is the prompt, and its favourite or the best candidate is taken.</summary>
    public void RunTrueBoxes(string variant, bool takesBest) => Evaluate(variant, Queries.Present, (picture, labels) =>
    {
        using SamImage sam = _sam.Encode(_pictures[picture]);
        return
        [
            .. labels.SelectMany(label => _set.Pictures[picture].Truth[label].Select(truth =>
            {
                MaskPrompt prompt = new([], truth.Bounds);
                (MaskCandidate candidate, Mask mask) = sam.Predict(prompt).Select(candidate => (candidate, candidate.ToMask()))
                    .MaxBy(pair => takesBest ? pair.Item2.IoU(truth) : pair.candidate.PredictedIou);
                return new Instance { Label = label, Mask = mask, Parts = ScoreParts.Of(candidate), Prompt = prompt };
            })),
        ];
    });

    private Func<int, IReadOnlyList<string>, IReadOnlyList<Instance>> Segmenter(SegmentOptions options, InstanceFinderSettings settings)
    {
        TextSegmenter segmenter = new(_clip, _sam, settings);
        return (picture, labels) => segmenter.Segment(_pictures[picture], labels, options with { KeepCandidates = true }).Instances;
    }

    private void Evaluate(string variant, Queries queries, Func<int, IReadOnlyList<string>, IReadOnlyList<Instance>> segment)
    {
        List<PictureMasks> pictures = [];
        List<CocoDetection> detections = [];
        HashSet<int> evaluated = [];
        for (int i = 0; i < _pictures.Length; i += queries == Queries.AllAlone ? 10 : 1)
        {
            EvaluationPicture picture = _set.Pictures[i];
            IReadOnlyList<string> asked = queries is Queries.All or Queries.AllAlone ? _set.Labels : [.. picture.Truth.Keys];
            Instance[] found = queries is Queries.PresentAlone or Queries.AllAlone
                ? [.. asked.SelectMany(label => segment(i, [label]))]
                : [.. segment(i, asked)];
            found = [.. found.Where(instance => !instance.Mask.IsEmpty)];
            evaluated.Add(picture.Image.Id);
            pictures.Add(PictureMasks.Compare(
                picture.Truth, asked, new LabelledImage(picture.Image.Width, picture.Image.Height, found, [], [])));
            detections.AddRange(found.Select(instance => new CocoDetection(
                picture.Image.Id, _set.CategoryIds[instance.Label], instance.Score, instance.Mask)));
        }

        CocoDataset part = _set.Dataset with
        {
            Images = [.. _set.Dataset.Images.Where(image => evaluated.Contains(image.Id))],
            Annotations = [.. _set.Dataset.Annotations.Where(annotation => evaluated.Contains(annotation.ImageId))],
        };
        Print(variant, queries, MaskScores.Of(pictures), CocoEvaluation.Evaluate(part, detections, EvaluationTarget.Masks));
    }

    private static void Print(string variant, Queries queries, MaskScores masks, CocoScores coco) => Console.WriteLine(
        $"| {variant} | {queries} | {masks.UnionIou:F3} | {coco.AP50:F3} | {coco.AP:F3} | {coco.AR100:F3} " +
        $"| {masks.Chosen:F3} / {masks.Oracle:F3} | {Percent(masks.WorseThanRegion, "P1")} | {masks.PresentKept:P1} " +
        $"| {Percent(masks.AbsentWithMask, "P2")} | {masks.CountError:F2} |");

    private static string Percent(double value, string format) => double.IsNaN(value) ? "" : value.ToString(format);
}
