namespace ClipSurgery;

/// <summary>
/// Labels that pictures had before a run, and what becomes of them beside what the run finds. Pictures are told by their file
/// names, letter by letter, and classes by their names: where none is the same letter by letter, one that differs by case alone
/// is. Any number of threads may ask at once.
/// </summary>
public sealed class ExistingLabels
{
    private readonly string _path;
    private readonly ExistingMode _mode;
    private readonly HashSet<string> _runClasses;
    private readonly Dictionary<string, ExistingPicture> _pictures;
    private readonly List<string> _renamed = [];
    private readonly int _emptyCount;
    private readonly int _boxCount;

    private ExistingLabels(string path, CocoDataset dataset, LabelSet labels, ExistingMode mode)
    {
        _path = path;
        _mode = mode;
        _runClasses = [.. labels.Classes.Select(label => label.Name)];
        Dictionary<long, string> classOf = NameClasses(dataset.Categories, labels, out List<LabelClass> classes);
        Classes = classes;
        Dictionary<long, ExistingPicture> byId =
            dataset.Images.ToDictionary(image => image.Id, image => new ExistingPicture(image, []));
        _pictures = ByFileName(path, byId.Values);
        foreach (CocoAnnotation annotation in dataset.Annotations)
        {
            if (annotation.IsBoxOnly)
            {
                _boxCount++;
            }
            else if (annotation.Mask.IsEmpty)
            {
                _emptyCount++;
            }
            else
            {
                byId[annotation.ImageId].Instances.Add(ToInstance(annotation, classOf[annotation.CategoryId]));
            }
        }
    }

    /// <summary>
    /// The classes of the label set, with the supercategories of the existing labels where it states none, then those that it lacks,
    /// in their order.
    /// </summary>
    public IReadOnlyList<LabelClass> Classes { get; }

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

    /// <summary>Whether a picture is one of those.</summary>
    internal bool Has(string fileName) => _pictures.ContainsKey(fileName);

    /// <summary>Classes that the run does not look for again: what was found of them stays in every mode.</summary>
    internal void Keep(IReadOnlySet<string> classes) => _runClasses.ExceptWith(classes);

    /// <summary>True for a picture that is not labelled again: <see cref="ExistingMode.Skip"/>, and it has a label.</summary>
    /// <param name="fileName">Its name, relative to the picture folder.</param>
    public bool ShouldSkip(string fileName) =>
        _mode == ExistingMode.Skip && _pictures.GetValueOrDefault(fileName) is { Instances.Count: > 0 };

    /// <summary>
    /// A picture with the existing instances that stay, in the order of their file, then the found ones that stay. Labels that were
    /// made for the picture before its EXIF orientation turned it are turned with it, where exactly that explains their size.
    /// </summary>
    /// <param name="fileName">Its name, relative to the picture folder.</param>
    /// <param name="found">The picture, and what the run found in it.</param>
    /// <exception cref="ClipSurgeryException">The existing labels are for a picture of another size.</exception>
    public LabelledPicture Apply(string fileName, LabelledPicture found)
    {
        ArgumentNullException.ThrowIfNull(found);
        if (_pictures.GetValueOrDefault(fileName) is not { } picture)
        {
            return found;
        }

        CocoImage image = picture.Image;
        found = found with { ImageId = image.Id >= 1 ? image.Id : null };
        if (picture.Instances.Count == 0)
        {
            return found;
        }

        // Orientations from 5 turn by a quarter, so that the stored picture has the sides of the upright one exchanged.
        bool isTurned = found.ExifOrientation >= 5 && found.Width != found.Height
            && (image.Width, image.Height) == (found.Height, found.Width);
        if (!isTurned && (image.Width, image.Height) != (found.Width, found.Height))
        {
            string turn = found.ExifOrientation >= 5 ? $" (EXIF orientation {found.ExifOrientation} was applied)" : "";
            throw new ClipSurgeryException(
                $"{fileName}: the picture has {found.Width}x{found.Height} pixels{turn}, but {image.Width}x{image.Height} in {_path}; "
                + "use the labels with the pictures that they were made for.");
        }

        IReadOnlyList<LabelledInstance> existing = isTurned
            ? [.. picture.Instances.Select(one => one with { Mask = MaskTurn.Upright(one.Mask, found.ExifOrientation) })]
            : picture.Instances;
        return found with
        {
            IsTurned = isTurned,
            Instances = _mode switch
            {
                ExistingMode.Skip => existing,
                ExistingMode.Merge => ExistingMatch.Merge(existing, found.Instances),
                _ => ExistingMatch.Replace(existing, found.Instances, _runClasses),
            },
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
                : $"the first one here is {Quoted.Text(listing.FileNames[0])}, so the names may be those of another folder";
            notes.Add(
                $"{missing.Count} of {_pictures.Count} pictures of {_path} are not among those to label, "
                + $"such as {Quoted.Text(missing[0])}; {advice}.");
        }

        notes.AddRange(_renamed);
        if (_boxCount > 0)
        {
            notes.Add($"{_boxCount} annotations of {_path} have a box and no mask; they are left out.");
        }

        if (_emptyCount > 0)
        {
            notes.Add($"{_emptyCount} annotations of {_path} have no pixels; they are left out.");
        }

        return notes;
    }

    /// <summary>The class of each category by its id.</summary>
    private Dictionary<long, string> NameClasses(
        IReadOnlyList<CocoCategory> categories, LabelSet labels, out List<LabelClass> classes)
    {
        classes = [.. labels.Classes];
        Dictionary<long, string> nameOf = [];
        ILookup<string, CocoCategory> byFoldedName =
            categories.Select(category => Named(_path, category)).ToLookup(category => category.Name, StringComparer.OrdinalIgnoreCase);
        foreach (CocoCategory category in categories)
        {
            int place = classes.FindIndex(label => label.Name == category.Name);
            if (place < 0 && byFoldedName[category.Name].Count() == 1)
            {
                place = classes.FindIndex(label => label.Name.Equals(category.Name, StringComparison.OrdinalIgnoreCase));
                if (place >= 0)
                {
                    _renamed.Add($"the class {Quoted.Text(category.Name)} of {_path} is taken for {Quoted.Text(classes[place].Name)}.");
                }
            }

            if (place < 0)
            {
                place = classes.Count;
                classes.Add(new LabelClass { Name = category.Name });
            }

            nameOf.Add(category.Id, classes[place].Name);
            if (classes[place].Supercategory.Length == 0)
            {
                classes[place] = classes[place] with { Supercategory = category.Supercategory };
            }
        }

        return nameOf;
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
                    $"{path}: two images are called {Quoted.Text(picture.Image.FileName)}; expected each picture once.");
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
        Id = annotation.Id >= 1 ? annotation.Id : null,
        Attributes = annotation.Attributes,
    };

    private sealed record ExistingPicture(CocoImage Image, List<LabelledInstance> Instances);
}
