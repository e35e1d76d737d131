namespace ClipSurgery;

/// <summary>The decisions that a person made on the page of <see cref="ReviewPage"/>.</summary>
public sealed class ReviewDecisions
{
    private readonly HashSet<string> _rejected;

    internal ReviewDecisions(string run, IReadOnlyList<ReviewDecision> decisions, int contradicted = 0)
    {
        Run = run;
        Decisions = decisions;
        Contradicted = contradicted;
        _rejected = [.. decisions.Where(decision => !decision.IsAccepted).Select(decision => decision.Key)];
    }

    /// <summary>
    /// The state of the data set that was reviewed: 16 hexadecimal digits. Decisions apply to a later state all the same, by
    /// their keys.
    /// </summary>
    public string Run { get; }

    /// <summary>The decisions in the order of the file, one a key: where an instance is decided more than once, the last one.</summary>
    public IReadOnlyList<ReviewDecision> Decisions { get; }

    /// <summary>How many decisions of the file a later one about the same instance contradicts.</summary>
    public int Contradicted { get; }

    /// <summary>Reads the file <c>decisions.json</c> that the page saves.</summary>
    /// <exception cref="ClipSurgeryException">The file cannot be read, or an entry is not a decision.</exception>
    public static ReviewDecisions Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return ReviewDecisionsReader.Read(path);
    }

    /// <summary>
    /// The data set without the rejected instances: pictures that lose all of theirs stay, and annotation ids count from 1
    /// again. The pictures are still read one at a time, on each enumeration.
    /// </summary>
    public LabelledDataset Apply(LabelledDataset dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        return dataset with { Pictures = WithoutRejected(dataset) };
    }

    /// <summary>Goes through the data set once and counts the decisions that concern it.</summary>
    public DecisionCounts Count(LabelledDataset dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        HashSet<string> unseen = [.. Decisions.Select(decision => decision.Key)];
        foreach (PictureLabels picture in dataset.Pictures)
        {
            unseen.ExceptWith(picture.Annotations.Select(annotation => KeyOf(dataset, picture, annotation)));
        }

        int accepted = Decisions.Count(decision => decision.IsAccepted && !unseen.Contains(decision.Key));
        return new DecisionCounts(accepted, Decisions.Count - unseen.Count - accepted, unseen.Count);
    }

    private IEnumerable<PictureLabels> WithoutRejected(LabelledDataset dataset)
    {
        long nextId = 1;
        foreach (PictureLabels picture in dataset.Pictures)
        {
            List<CocoAnnotation> kept = [];
            foreach (CocoAnnotation annotation in picture.Annotations)
            {
                if (!_rejected.Contains(KeyOf(dataset, picture, annotation)))
                {
                    kept.Add(annotation with { Id = nextId++ });
                }
            }

            yield return picture with { Annotations = kept };
        }
    }

    private static string KeyOf(LabelledDataset dataset, PictureLabels picture, CocoAnnotation annotation) =>
        InstanceKey.Of(picture.Image.FileName, dataset.Classes[(int)annotation.CategoryId - 1].Name, annotation.Mask);
}
