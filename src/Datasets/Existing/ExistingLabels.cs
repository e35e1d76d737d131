namespace ClipSurgery;

/// <summary>
/// Labels that pictures had before a run, and what becomes of them beside what the run finds. Pictures are told by their file
/// names, letter by letter, and classes by their names, ignoring case. Any number of threads may ask at once.
/// </summary>
public sealed class ExistingLabels
{
    private readonly string _path;
    private readonly ExistingMode _mode;
    private readonly HashSet<string> _runClasses;
    private readonly Dictionary<string, ExistingPicture> _pictures;
    private readonly int _emptyCount;

    private ExistingLabels(string path, CocoDataset dataset, LabelSet labels, ExistingMode mode)
    {
        _path = path;
        _mode = mode;
        _runClasses = [.. labels.Classes.Select(label => label.Name)];
        Dictionary<string, string> names = labels.Classes.Select(label => label.Name)
            .ToDictionary(name => name, StringComparer.OrdinalIgnoreCase);
        List<LabelClass> added = [];
        foreach (CocoCategory category in dataset.Categories)
        {
            if (names.TryAdd(Named(path, category).Name, category.Name))
            {
                added.Add(new LabelClass { Name = category.Name, Supercategory = category.Supercategory });
            }
        }

        AddedClasses = added;
        Dictionary<int, string> classOf = dataset.Categories.ToDictionary(item => item.Id, item => names[item.Name]);
        Dictionary<int, ExistingPicture> byId =
            dataset.Images.ToDictionary(image => image.Id, image => new ExistingPicture(image, []));
        _pictures = ByFileName(path, byId.Values);
        foreach (CocoAnnotation annotation in dataset.Annotations)
        {
            if (annotation.Mask.IsEmpty)
            {
                _emptyCount++;
            }
            else
            {
                byId[annotation.ImageId].Instances.Add(ToInstance(annotation, classOf[annotation.CategoryId]));
            }
        }
    }

    /// <summary>Classes of the existing labels that the label set lacks, in their order; they follow those of the set.</summary>
    public IReadOnlyList<LabelClass> AddedClasses { get; }

    /// <summary>Reads existing labels.</summary>
    /// <param name="path">A COCO file, or the folder of a run, whose <c>annotations.json</c> is read.</param>
    /// <param name="labels">What the run labels.</param>
    /// <param name="mode">What becomes of the existing labels.</param>
    /// <exception cref="ClipSurgeryException">
    /// The file cannot be read, is no COCO data set, has a picture twice, or a class without a name.
    /// </exception>
    public static ExistingLabels Read(string path, LabelSet labels, ExistingMode mode)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(labels);
        string file = FileOf(path);
        return new ExistingLabels(file, CocoReader.Read(file), labels, mode);
    }

    /// <summary>The COCO file that a path means.</summary>
    internal static string FileOf(string path) => Directory.Exists(path) ? new RunFolder(path).Annotations : path;

    /// <summary>The picture as the existing labels have it; null where they do not.</summary>
    /// <param name="fileName">Its name, relative to the picture folder.</param>
    public CocoImage? ImageOf(string fileName) => _pictures.GetValueOrDefault(fileName)?.Image;

    /// <summary>True for a picture that is not labelled again: <see cref="ExistingMode.Skip"/>, and it has a label.</summary>
    /// <param name="fileName">Its name, relative to the picture folder.</param>
    public bool ShouldSkip(string fileName) =>
        _mode == ExistingMode.Skip && _pictures.GetValueOrDefault(fileName) is { Instances.Count: > 0 };

    /// <summary>
    /// A picture's instances: the existing ones that stay, in the order of their file, then the found ones that stay.
    /// </summary>
    /// <param name="fileName">Its name, relative to the picture folder.</param>
    /// <param name="width">Width in pixels of the upright picture.</param>
    /// <param name="height">Height in pixels of the upright picture.</param>
    /// <param name="found">What the run found in it; masks of the picture's size.</param>
    /// <exception cref="ClipSurgeryException">The existing labels are for a picture of another size.</exception>
    public IReadOnlyList<LabelledInstance> Apply(string fileName, int width, int height, IReadOnlyList<LabelledInstance> found)
    {
        ArgumentNullException.ThrowIfNull(found);
        if (_pictures.GetValueOrDefault(fileName) is not { Instances.Count: > 0 } picture)
        {
            return found;
        }

        CocoImage image = picture.Image;
        if (image.Width != width || image.Height != height)
        {
            throw new ClipSurgeryException(
                $"{fileName}: the picture has {width}x{height} pixels, but {image.Width}x{image.Height} in {_path}; "
                + "use the labels with the pictures that they were made for.");
        }

        return _mode switch
        {
            ExistingMode.Skip => picture.Instances,
            ExistingMode.Merge => ExistingMatch.Merge(picture.Instances, found),
            _ => ExistingMatch.Replace(picture.Instances, found, _runClasses),
        };
    }

    /// <summary>Pictures of the existing labels that are not among those of a run, in ordinal order.</summary>
    public IReadOnlyList<string> MissingFrom(PictureListing listing)
    {
        ArgumentNullException.ThrowIfNull(listing);
        return [.. _pictures.Keys.Except(listing.FileNames).Order(StringComparer.Ordinal)];
    }

    /// <summary>What a user should know before the run, a sentence each; empty where everything fits.</summary>
    public IReadOnlyList<string> Notes(PictureListing listing)
    {
        List<string> notes = [];
        IReadOnlyList<string> missing = MissingFrom(listing);
        if (missing.Count > 0)
        {
            string advice = missing.Count < _pictures.Count || listing.FileNames.Count == 0
                ? "their labels are left out"
                : $"the first one here is \"{listing.FileNames[0]}\", so the names may be those of another folder";
            notes.Add(
                $"{missing.Count} of {_pictures.Count} pictures of {_path} are not among those to label, "
                + $"such as \"{missing[0]}\"; {advice}.");
        }

        if (_emptyCount > 0)
        {
            notes.Add($"{_emptyCount} annotations of {_path} have no pixels; they are left out.");
        }

        return notes;
    }

    private static CocoCategory Named(string path, CocoCategory category) => string.IsNullOrWhiteSpace(category.Name)
        ? throw new ClipSurgeryException($"{path}: category {category.Id} has no name; expected one for every category.")
        : category;

    private static Dictionary<string, ExistingPicture> ByFileName(string path, IEnumerable<ExistingPicture> pictures)
    {
        Dictionary<string, ExistingPicture> byName = [];
        foreach (ExistingPicture picture in pictures)
        {
            if (!byName.TryAdd(picture.Image.FileName, picture))
            {
                throw new ClipSurgeryException(
                    $"{path}: two images are called \"{picture.Image.FileName}\"; expected each picture once.");
            }
        }

        return byName;
    }

    private static LabelledInstance ToInstance(CocoAnnotation annotation, string className) => new()
    {
        Class = className,
        Mask = annotation.Mask,
        Score = annotation.Score,
        Parts = annotation.ScoreParts,
        Prompt = annotation.Prompt,
        IsCrowd = annotation.IsCrowd,
        IsExisting = true,
    };

    private sealed record ExistingPicture(CocoImage Image, List<LabelledInstance> Instances);
}
