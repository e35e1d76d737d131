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

/// <summary>Evaluates variants of the segmenter on a COCO folder, with several checkpoints side by side.</summary>
internal sealed class Ablation
{
    private const int AloneStep = 10;

    private readonly SamModel _sam;
    private readonly int _step;
    private readonly IReadOnlyList<ClipModel> _clips;
    private readonly EvaluationSet _set;
    private readonly RgbImage[] _pictures;

    public Ablation(string folder, IReadOnlyList<ClipModel> clips, SamModel sam, int step = 1)
    {
        _clips = clips;
        _sam = sam;
        _step = step;
        _set = new EvaluationSet(CocoReader.Read(Path.Combine(folder, "instances.json")));
        _pictures = [.. _set.Pictures.Select(picture => ImageFile.Read(Path.Combine(folder, "images", picture.Image.FileName)).Image)];
    }

    /// <summary>What one checkpoint reaches.</summary>
    private sealed record Outcome(MaskScores Masks, CocoScores Coco);

    public static void PrintHeader() => Console.WriteLine(
        "| variant | queries | union IoU | AP50 | AP | chosen / oracle | worse than region | present kept | absent with a mask | count error |\n" +
        "|---|---|---|---|---|---|---|---|---|---|");

    /// <summary>Runs a variant of the segmenter and prints its row.</summary>
    public void Run(
        string variant, Queries queries, SegmentOptions options, EvidenceSettings? evidence = null, InstanceFinderSettings? finder = null) =>
        Print(variant, queries, clip =>
        {
            TextSegmenter segmenter = new(clip, _sam, evidence ?? new EvidenceSettings(), finder ?? new InstanceFinderSettings());
            return (picture, labels) => segmenter.Segment(_pictures[picture], labels, options with { KeepCandidates = true }).Instances;
        });

    /// <summary>The same, but of each prompt's candidates the one that SAM likes best is taken, as the paper does.</summary>
    public void RunWithFavourites(string variant, Queries queries, SegmentOptions options) => Print(variant, queries, clip =>
    {
        TextSegmenter segmenter = new(clip, _sam);
        return (picture, labels) =>
            [.. segmenter.Segment(_pictures[picture], labels, options with { KeepCandidates = true }).Instances.Select(Favourite)];

        static Instance Favourite(Instance instance) =>
            instance with { Mask = instance.Candidates.MaxBy(candidate => candidate.Parts.PredictedIou)!.Mask };
    });

    /// <summary>What SAM could do at most: each object's true box is the prompt, and its favourite or the best candidate is taken.</summary>
    public void RunTrueBoxes(string variant, bool takesBest) => Print(variant, Queries.Present, _ => (picture, labels) =>
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

    private void Print(
        string variant, Queries queries, Func<ClipModel, Func<int, IReadOnlyList<string>, IReadOnlyList<Instance>>> segmenterOf)
    {
        Outcome[] outcomes = [.. _clips.Select(clip => Evaluate(queries, segmenterOf(clip)))];
        string Cell(Func<Outcome, string> value) => string.Join(" · ", outcomes.Select(value));
        Console.WriteLine(
            $"| {variant} | {queries} | {Cell(o => $"{o.Masks.UnionIou:F3}")} | {Cell(o => $"{o.Coco.AP50:F3}")} | {Cell(o => $"{o.Coco.AP:F3}")} " +
            $"| {Cell(o => $"{o.Masks.Chosen:F3} / {o.Masks.Oracle:F3}")} | {Cell(o => Percent(o.Masks.WorseThanRegion, "F1"))} " +
            $"| {Cell(o => Percent(o.Masks.PresentKept, "F1"))} | {Cell(o => Percent(o.Masks.AbsentWithMask, "F2"))} " +
            $"| {Cell(o => $"{o.Masks.CountError:F2}")} |");
    }

    private Outcome Evaluate(Queries queries, Func<int, IReadOnlyList<string>, IReadOnlyList<Instance>> segment)
    {
        int[] evaluated = [.. Enumerable.Range(0, _pictures.Length).Where(i => i % (queries == Queries.AllAlone ? AloneStep : _step) == 0)];
        (PictureMasks Masks, CocoDetection[] Detections)[] pictures = new (PictureMasks, CocoDetection[])[_pictures.Length];
        Parallel.ForEach(evaluated, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, i =>
        {
            EvaluationPicture picture = _set.Pictures[i];
            IReadOnlyList<string> asked = queries is Queries.All or Queries.AllAlone ? _set.Labels : [.. picture.Truth.Keys];
            Instance[] found = queries is Queries.PresentAlone or Queries.AllAlone
                ? [.. asked.SelectMany(label => segment(i, [label]))]
                : [.. segment(i, asked)];
            found = [.. found.Where(instance => !instance.Mask.IsEmpty)];
            LabelledImage labelled = new(picture.Image.Width, picture.Image.Height, found, [], []);
            pictures[i] =
            (
                PictureMasks.Compare(picture.Truth, asked, labelled),
                [
                    .. found.Select(instance => new CocoDetection(
                        picture.Image.Id, _set.CategoryIds[instance.Label], instance.Score, instance.Mask)),
                ]
            );
        });

        HashSet<long> ids = [.. evaluated.Select(i => _set.Pictures[i].Image.Id)];
        CocoDataset part = _set.Dataset with
        {
            Images = [.. _set.Dataset.Images.Where(image => ids.Contains(image.Id))],
            Annotations = [.. _set.Dataset.Annotations.Where(annotation => ids.Contains(annotation.ImageId))],
        };
        return new Outcome(
            MaskScores.Of([.. evaluated.Select(i => pictures[i].Masks)]),
            CocoEvaluation.Evaluate(part, [.. evaluated.SelectMany(i => pictures[i].Detections)], EvaluationTarget.Masks));
    }

    private static string Percent(double value, string format) => double.IsNaN(value) ? "" : (100 * value).ToString(format);
}
