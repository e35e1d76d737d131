using System.Globalization;

namespace ClipSurgery;

/// <summary>
/// What people said of the instances of a run: by decisions of a review, and by edits of pictures that they finished. Of pictures that
/// somebody has begun and not finished only decisions count, since people correct first what is wrong.
/// </summary>
internal sealed record RunJudgements
{
    /// <summary>The instances.</summary>
    public required Judgements Judgements { get; init; }

    /// <summary>The models that found them.</summary>
    public required CalibratedModels Models { get; init; }

    /// <summary>The classes that were looked for.</summary>
    public required IReadOnlyList<LabelClass> Classes { get; init; }

    /// <summary>Pictures that people finished.</summary>
    public required int Finished { get; init; }

    /// <summary>Pictures that people edited and did not finish; their edits say nothing.</summary>
    public required int Unfinished { get; init; }

    /// <summary>Decisions about instances that a program found in this run.</summary>
    public required int Decided { get; init; }

    /// <summary>Reads a complete run.</summary>
    /// <param name="folder">The folder of the run.</param>
    /// <param name="decisions">Decisions of a review; null for none.</param>
    /// <exception cref="ClipSurgeryException">
    /// The folder holds no complete run, a journal is damaged, or it was made in a way that calibrations are not made of.
    /// </exception>
    public static RunJudgements Read(string folder, ReviewDecisions? decisions)
    {
        FinishedRun run = FinishedRun.Open(folder);
        IReadOnlyDictionary<string, string> provenance = run.Dataset.Info.Provenance;
        if (provenance.GetValueOrDefault("instances") == $"{InstanceMode.One}")
        {
            throw new ClipSurgeryException($"{folder}: has one mask a text; expected a run of all instances.");
        }

        using RunEdits edits = RunEdits.Read([folder]);
        List<Judged> judged = [];
        HashSet<string> finished = new(StringComparer.Ordinal);
        string[] edited = [.. edits.FileNames.Except(run.StaleEdits).Order(StringComparer.Ordinal)];
        foreach (string fileName in edited)
        {
            if (edits.Replay(fileName) is { IsDone: true } replay)
            {
                finished.Add(fileName);
                judged.AddRange(EditsOf(fileName, replay));
            }
        }

        int before = judged.Count;
        if (decisions is not null)
        {
            judged.AddRange(DecisionsOf(run.Dataset, decisions, finished));
        }

        return new RunJudgements
        {
            Judgements = new Judgements(
                JudgementSource.People, [.. judged.Select(one => one.ToInstance())], FloorOf(folder, provenance, judged)),
            Models = CalibratedModels.OfRun(provenance),
            Classes = run.Dataset.Classes,
            Finished = finished.Count,
            Unfinished = edited.Length - finished.Count,
            Decided = judged.Count - before,
        };
    }

    /// <summary>What a finished picture tells of the instances that a program had found in it.</summary>
    private static IEnumerable<Judged> EditsOf(string fileName, EditReplay replay)
    {
        Dictionary<string, EditedRecord> now = replay.Instances.ToDictionary(instance => instance.Id, StringComparer.Ordinal);
        foreach (EditedRecord found in replay.Base.Instances.Where(found => found.Source == LabelSource.Auto))
        {
            if (ScoreParts.OfNames(found.Parts) is { } parts)
            {
                bool isRight = now.TryGetValue(found.Id, out EditedRecord? kept) && kept.Class == found.Class && Fits(found, kept, replay.Base);
                yield return new Judged(fileName, found.Class, parts, isRight);
            }
        }
    }

    private static bool Fits(EditedRecord found, EditedRecord kept, EditBase picture) =>
        found.Rle == kept.Rle
        || Mask.FromCompressed(picture.Width, picture.Height, found.Rle).IoU(Mask.FromCompressed(picture.Width, picture.Height, kept.Rle))
            >= TruthJudge.SmallestIou;

    private static IEnumerable<Judged> DecisionsOf(LabelledDataset dataset, ReviewDecisions decisions, HashSet<string> finished)
    {
        Dictionary<string, bool> accepted = decisions.Decisions.ToDictionary(decision => decision.Key, decision => decision.IsAccepted, StringComparer.Ordinal);
        foreach (PictureLabels picture in dataset.Pictures.Where(picture => !finished.Contains(picture.Image.FileName)))
        {
            foreach (CocoAnnotation annotation in picture.Annotations.Where(one => one.Source is null or LabelSource.Auto))
            {
                string name = dataset.Classes[(int)annotation.CategoryId - 1].Name;
                if (ScoreParts.OfNames(annotation.ScoreParts) is { } parts
                    && accepted.TryGetValue(InstanceKey.Of(picture.Image.FileName, name, annotation.Mask), out bool isRight))
                {
                    yield return new Judged(picture.Image.FileName, name, parts, isRight);
                }
            }
        }
    }

    /// <summary>
    /// The run's own gate. The presence of a calibrated run is a probability: there it is the lowest presence that anything had.
    /// </summary>
    private static double FloorOf(string folder, IReadOnlyDictionary<string, string> provenance, List<Judged> judged)
    {
        if (provenance.ContainsKey("calibration"))
        {
            return judged.Min(one => one.Parts.Presence) ?? 0;
        }

        return double.TryParse(provenance.GetValueOrDefault("presence"), NumberStyles.Float, CultureInfo.InvariantCulture, out double presence)
            && presence is >= 0 and <= 1
            ? presence
            : throw new ClipSurgeryException($"{folder}: does not say which presence its instances needed; expected a run of 'clip-surgery label'.");
    }

    private readonly record struct Judged(string FileName, string Class, ScoreParts Parts, bool IsRight)
    {
        public JudgedInstance ToInstance() => new(FileName, Class, Parts.Uncalibrated, IsRight);
    }
}
