namespace ClipSurgery;

/// <summary>The pictures of a run that people may work on next, and those that they have worked on.</summary>
/// <param name="PictureFolder">The folder of the pictures.</param>
/// <param name="Open">Pictures that nobody has worked on, the least sure first; of equal ones the first by name.</param>
/// <param name="Worked">Names of pictures that people have edited or decided on, in ordinal order.</param>
/// <param name="Failed">Pictures that could not be labelled; nobody could label them by hand either.</param>
internal sealed record PickPool(
    string PictureFolder, IReadOnlyList<PickCandidate> Open, IReadOnlyList<string> Worked, IReadOnlyList<FailedPicture> Failed)
{
    /// <summary>Reads a complete run, or what people have labelled without one.</summary>
    /// <param name="folder">The folder of the run.</param>
    /// <param name="decisions">Decisions of a review; null for none.</param>
    /// <exception cref="ClipSurgeryException">The folder holds no complete run, or does not say where its pictures lie.</exception>
    public static PickPool Read(string folder, ReviewDecisions? decisions)
    {
        FinishedRun run = FinishedRun.Open(folder);
        using RunEdits edits = RunEdits.Read([folder]);
        LabelledDataset dataset = run.Dataset;
        HashSet<string> worked = [.. edits.FileNames.Except(run.StaleEdits)];
        HashSet<string> decided = [.. (decisions?.Decisions ?? []).Select(decision => decision.Key)];
        RunUncertainty uncertainty = new(dataset.Info.Provenance);
        List<PickCandidate> open = [];
        foreach (PictureLabels picture in dataset.Pictures)
        {
            string fileName = picture.Image.FileName;
            if (decided.Count > 0 && picture.Annotations.Any(annotation => decided.Contains(
                InstanceKey.Of(fileName, dataset.Classes[(int)annotation.CategoryId - 1].Name, annotation.Mask))))
            {
                worked.Add(fileName);
            }

            if (!worked.Contains(fileName))
            {
                open.Add(new PickCandidate(fileName, uncertainty.Of(picture.Annotations)));
            }
        }

        return new PickPool(
            dataset.PictureFolder ?? throw new ClipSurgeryException($"{folder}: does not say where its pictures lie; expected a run of 'clip-surgery label'."),
            [.. open.OrderByDescending(picture => picture.Uncertainty).ThenBy(picture => picture.FileName, StringComparer.Ordinal)],
            [.. worked.Order(StringComparer.Ordinal)],
            run.Failures);
    }
}
