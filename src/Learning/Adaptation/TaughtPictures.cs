namespace ClipSurgery;

/// <summary>A picture in which people know all objects of the classes that they teach.</summary>
/// <param name="FileName">Its name in its folder.</param>
/// <param name="Width">Width in pixels.</param>
/// <param name="Height">Height in pixels.</param>
/// <param name="Objects">The objects; there may be none.</param>
internal sealed record TaughtPicture(string FileName, int Width, int Height, IReadOnlyList<ExampleObject> Objects);

/// <summary>Pictures that classes are learned from, in ordinal order of their names.</summary>
/// <param name="Pictures">The pictures.</param>
/// <param name="Folder">Where they lie; null where that is not known.</param>
/// <param name="Prompts">The texts of each class that has others than its name.</param>
/// <param name="LeftOut">Objects or pictures that nothing is learned from, and why, in words.</param>
internal sealed record TaughtPictures(
    IReadOnlyList<TaughtPicture> Pictures,
    string? Folder,
    IReadOnlyDictionary<string, IReadOnlyList<string>> Prompts,
    IReadOnlyList<string> LeftOut)
{
    /// <summary>Those of a COCO file. An object that has only a box is the box.</summary>
    /// <exception cref="ClipSurgeryException">It has no picture or no category.</exception>
    public static TaughtPictures OfTruth(CocoDataset truth)
    {
        Dictionary<long, CocoImage> images = truth.Images.ToDictionary(image => image.Id);
        int empty = 0;
        EvaluationSet set = new(truth with { Annotations = [.. truth.Annotations.Select(WithMask)] });
        return new TaughtPictures(
            InOrder(set.Pictures.Select(picture => new TaughtPicture(
                picture.Image.FileName,
                picture.Image.Width,
                picture.Image.Height,
                [
                    .. picture.Truth.OrderBy(objects => objects.Key, StringComparer.Ordinal)
                        .SelectMany(objects => objects.Value.Select(mask => new ExampleObject(objects.Key, mask))),
                ]))),
            Folder: null,
            new Dictionary<string, IReadOnlyList<string>>(),
            empty > 0 ? [$"boxes that are empty or outside their picture: {empty}"] : []);

        CocoAnnotation WithMask(CocoAnnotation annotation)
        {
            if (!annotation.IsBoxOnly || !images.TryGetValue(annotation.ImageId, out CocoImage? image))
            {
                return annotation;
            }

            Mask mask = RectangleMask.Of(image.Width, image.Height, annotation.Bounds);
            empty += mask.IsEmpty ? 1 : 0;
            return annotation with { Mask = mask, IsBoxOnly = false };
        }
    }

    /// <summary>
    /// Those of a run that people finished on the page of <c>serve</c>, and those of which every instance was decided in a review: accepted
    /// ones are objects, and rejected ones are none.
    /// </summary>
    /// <param name="folder">The folder of the run.</param>
    /// <param name="decisions">Decisions of a review; null for none.</param>
    /// <exception cref="ClipSurgeryException">The folder holds no complete run, or a journal is damaged.</exception>
    public static TaughtPictures OfRun(string folder, ReviewDecisions? decisions)
    {
        FinishedRun run = FinishedRun.Open(folder);
        LabelledDataset dataset = run.Dataset;
        using RunEdits edits = RunEdits.Read([folder]);
        HashSet<string> edited = [.. edits.FileNames.Except(run.StaleEdits)];
        Dictionary<string, bool> accepted =
            (decisions?.Decisions ?? []).ToDictionary(decision => decision.Key, decision => decision.IsAccepted, StringComparer.Ordinal);
        List<TaughtPicture> pictures = [];
        int unfinished = 0;
        foreach (PictureLabels picture in dataset.Pictures)
        {
            string fileName = picture.Image.FileName;
            bool?[] decided = [.. picture.Annotations.Select(annotation => DecisionOn(fileName, annotation))];
            bool isFinished = edited.Contains(fileName)
                ? edits.Replay(fileName).IsDone
                : decided.Length > 0 && decided.All(decision => decision is not null);
            if (isFinished)
            {
                pictures.Add(new TaughtPicture(fileName, picture.Image.Width, picture.Image.Height,
                [
                    .. picture.Annotations.Where((annotation, i) => decided[i] != false && !annotation.IsCrowd && !annotation.Mask.IsEmpty)
                        .Select(annotation => new ExampleObject(NameOf(annotation), annotation.Mask)),
                ]));
            }
            else if (edited.Contains(fileName) || decided.Any(decision => decision is not null))
            {
                unfinished++;
            }
        }

        return new TaughtPictures(
            InOrder(pictures),
            dataset.PictureFolder,
            dataset.Classes.Where(label => label.Prompts.Count > 0).ToDictionary(label => label.Name, label => label.Prompts, StringComparer.Ordinal),
            unfinished > 0 ? [$"pictures that somebody began and did not finish: {unfinished}"] : []);

        string NameOf(CocoAnnotation annotation) => dataset.Classes[(int)annotation.CategoryId - 1].Name;

        bool? DecisionOn(string fileName, CocoAnnotation annotation) =>
            accepted.Count > 0 && accepted.TryGetValue(InstanceKey.Of(fileName, NameOf(annotation), annotation.Mask), out bool isAccepted)
                ? isAccepted
                : null;
    }

    private static TaughtPicture[] InOrder(IEnumerable<TaughtPicture> pictures) =>
        [.. pictures.OrderBy(picture => picture.FileName, StringComparer.Ordinal)];
}
