using System.Text.RegularExpressions;

namespace ClipSurgery.Tools;

/// <summary>What earlier runs of <c>segment</c> left in an output folder. A picture that is segmented again replaces its own results there.</summary>
internal sealed class EarlierResults
{
    private readonly string _output;
    private readonly CocoDataset _dataset;
    private readonly Dictionary<string, CocoImage> _images;
    private readonly ILookup<long, CocoAnnotation> _annotations;
    private readonly Dictionary<long, string> _names;

    private EarlierResults(string output, CocoDataset dataset)
    {
        _output = output;
        _dataset = dataset;
        _images = dataset.Images.ToDictionary(image => image.FileName, StringComparer.Ordinal);
        _annotations = dataset.Annotations.ToLookup(annotation => annotation.ImageId);
        _names = dataset.Categories.ToDictionary(category => category.Id, category => category.Name);
    }

    /// <summary>Reads them; a folder without any has none.</summary>
    /// <exception cref="UsageException">The folder's COCO file is not one of <c>segment</c>'s, and would be lost.</exception>
    public static EarlierResults Read(string output)
    {
        string path = Path.Combine(output, SegmentResults.CocoFile);
        if (!File.Exists(path))
        {
            return new EarlierResults(output, new CocoDataset { Images = [], Categories = [], Annotations = [] });
        }

        try
        {
            CocoDataset dataset = CocoReader.Read(path);
            if (dataset.Info.Description == SegmentResults.Description)
            {
                return new EarlierResults(output, dataset);
            }
        }
        catch (ClipSurgeryException)
        {
        }

        throw new UsageException($"{path}: is not what 'segment' wrote, and would be lost; give another --output.");
    }

    /// <summary>The pictures with result names that those of others in the folder do not have.</summary>
    public IReadOnlyList<InputPicture> Distinguish(IReadOnlyList<InputPicture> pictures)
    {
        HashSet<string> taken = new(StringComparer.OrdinalIgnoreCase);
        HashSet<string> own = new(pictures.Select(picture => picture.FileName), StringComparer.Ordinal);
        taken.UnionWith(_images.Keys.Where(name => !own.Contains(name)).Select(name => Path.ChangeExtension(name, null)));
        return [.. pictures.Select(picture => taken.Contains(picture.Stem) ? picture with { Stem = picture.FileName } : picture)];
    }

    /// <summary>Deletes the masks that a picture had, but for those that it has now.</summary>
    /// <param name="fileName">The picture.</param>
    /// <param name="written">Full paths of the masks that were just written for it.</param>
    public void DeleteMasks(string fileName, IReadOnlySet<string> written)
    {
        foreach (string stem in (string[])[Path.ChangeExtension(fileName, null), fileName])
        {
            foreach (string suffix in Suffixes(fileName))
            {
                Delete(ResultNames.Png(_output, "masks", stem, suffix), written);
                DeleteCandidates(ResultNames.Png(_output, "candidates", stem, suffix), written);
            }
        }
    }

    /// <summary>The data set of an output folder: what was there, with the pictures of a new one in their places or behind.</summary>
    public CocoDataset Join(CocoDataset now)
    {
        HashSet<string> replaced = [.. now.Images.Select(image => image.FileName)];
        if (_images.Keys.All(replaced.Contains))
        {
            return now;
        }

        CocoImage[] added = [.. now.Images.Where(image => !_images.ContainsKey(image.FileName))];
        long lastImage = _dataset.Images.Max(image => image.Id);
        Dictionary<string, long> imageIds = added.Index().ToDictionary(image => image.Item.FileName, image => lastImage + 1 + image.Index);
        foreach (CocoImage image in _dataset.Images)
        {
            imageIds[image.FileName] = image.Id;
        }

        Dictionary<string, CocoImage> newImages = now.Images.ToDictionary(image => image.FileName);
        string[] labels = [.. _names.Values.Union(now.Categories.Select(category => category.Name), StringComparer.Ordinal)];
        Dictionary<string, int> categoryIds = labels.Index().ToDictionary(label => label.Item, label => label.Index + 1);
        CocoAnnotation[] kept =
        [
            .. _dataset.Images.Where(image => !replaced.Contains(image.FileName)).SelectMany(image => _annotations[image.Id])
                .Select(annotation => annotation with { CategoryId = categoryIds[_names[annotation.CategoryId]] }),
        ];
        long lastAnnotation = kept.Select(annotation => annotation.Id).DefaultIfEmpty(0).Max();
        Dictionary<long, string> nameOf = now.Images.ToDictionary(image => image.Id, image => image.FileName);
        Dictionary<long, string> labelOf = now.Categories.ToDictionary(category => category.Id, category => category.Name);
        return new CocoDataset
        {
            Info = now.Info with { Provenance = JoinProvenance(now.Info.Provenance) },
            Images = [.. _dataset.Images.Select(image => newImages.GetValueOrDefault(image.FileName, image)).Concat(added)
                .Select(image => image with { Id = imageIds[image.FileName] })],
            Categories = [.. labels.Index().Select(label => new CocoCategory(label.Index + 1, label.Item))],
            Annotations =
            [
                .. kept,
                .. now.Annotations.Select(annotation => annotation with
                {
                    Id = lastAnnotation + annotation.Id,
                    ImageId = imageIds[nameOf[annotation.ImageId]],
                    CategoryId = categoryIds[labelOf[annotation.CategoryId]],
                }),
            ],
        };
    }

    /// <summary>How many pictures of earlier runs stay beside some, and how many are replaced.</summary>
    public (int Kept, int Replaced) Count(IEnumerable<string> fileNames)
    {
        int replaced = fileNames.Count(_images.ContainsKey);
        return (_images.Count - replaced, replaced);
    }

    private IEnumerable<string> Suffixes(string fileName) => _images.TryGetValue(fileName, out CocoImage? image)
        ? _annotations[image.Id].Select((annotation, i) => ResultNames.MaskSuffix(i, _names[annotation.CategoryId]))
        : [];

    /// <summary>Where runs differ, all that was used is named: "0.15; 0.3".</summary>
    private Dictionary<string, string> JoinProvenance(IReadOnlyDictionary<string, string> now)
    {
        IReadOnlyDictionary<string, string> was = _dataset.Info.Provenance;
        return was.Keys.Union(now.Keys).ToDictionary(key => key, key =>
        {
            string[] values = was.TryGetValue(key, out string? before) ? before.Split("; ") : [];
            return string.Join("; ", now.TryGetValue(key, out string? value) ? values.Union([value]) : values);
        });
    }

    private static void DeleteCandidates(string mask, IReadOnlySet<string> written)
    {
        string folder = Path.GetDirectoryName(mask)!;
        if (!Directory.Exists(folder))
        {
            return;
        }

        Regex candidate = new($"^{Regex.Escape(Path.GetFileNameWithoutExtension(mask))}-[0-9]+-iou.*\\.png$", RegexOptions.CultureInvariant);
        foreach (string path in Directory.EnumerateFiles(folder).Where(path => candidate.IsMatch(Path.GetFileName(path))))
        {
            Delete(path, written);
        }
    }

    private static void Delete(string path, IReadOnlySet<string> written)
    {
        if (!written.Contains(path))
        {
            File.Delete(path);
        }
    }
}
