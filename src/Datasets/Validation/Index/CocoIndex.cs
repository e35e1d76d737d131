using System.Text.Json;

namespace ClipSurgery;

/// <summary>
/// What has to be known of the whole file before its entries can be judged: ids, sizes, and which keys it has. Its memory grows
/// with the number of ids.
/// </summary>
internal sealed class CocoIndex
{
    private static readonly string[] InstanceKeys = ["category_id", "bbox", "segmentation", "keypoints"];

    private readonly Dictionary<string, int> _lastOrdinals = [];
    private readonly HashSet<string> _lists = [];
    private readonly List<StatedSize> _sizes = [];
    private readonly PictureExtents _extents = new();
    private readonly HashSet<long> _annotationIds = [];
    private readonly HashSet<CocoId> _licenseIds = [];
    private readonly Dictionary<int, PictureFlaw> _pictureFlaws = [];

    private bool _hasInstances;
    private bool _hasOthers;

    private CocoIndex()
    {
    }

    /// <summary>True for a bare list of results, false for a data set.</summary>
    public bool IsResults { get; private set; }

    public IdTable Images { get; private set; } = new();

    public IdTable Categories { get; private set; } = new();

    /// <summary>The ids of annotations that can stay.</summary>
    public IReadOnlySet<long> AnnotationIds => _annotationIds;

    /// <summary>Reads a file once.</summary>
    /// <param name="path">The file.</param>
    /// <param name="pictureFolder">Where its pictures are looked at; null for not at all.</param>
    /// <exception cref="ClipSurgeryException">The file cannot be read.</exception>
    /// <exception cref="CocoSyntaxException">It is not JSON or not COCO.</exception>
    public static CocoIndex Read(string path, string? pictureFolder)
    {
        CocoIndex index = new();
        using CocoFileReader reader = new(path);
        bool isObject = true;
        while (reader.Read())
        {
            isObject &= reader.Key is not null;
            index.IsResults |= reader.Key is null && reader.Part == CocoPart.ListStart;
            index.Add(reader, pictureFolder);
        }

        if (!index.IsResults && !CocoSections.Required.Any(index.Has))
        {
            string keys = Quoted.Text(string.Join(", ", index._lastOrdinals.Keys));
            throw NotCoco(path, isObject ? $"an object with the keys {keys}" : "a single value");
        }

        if (index._hasOthers && !index._hasInstances)
        {
            throw NotCoco(path, "no category, box or mask in any entry, as in panoptic and caption files");
        }

        return index;
    }

    private static CocoSyntaxException NotCoco(string path, string found) => new(new CocoFinding
    {
        Rule = FileRules.NotCoco,
        File = path,
        Line = 1,
        Column = 1,
        Entry = "file",
        Found = found,
        CanBeFixed = false,
    });

    /// <summary>True where the file has a key.</summary>
    public bool Has(string key) => _lastOrdinals.ContainsKey(key);

    /// <summary>True where the value of a key is a list, so that references into it can be followed.</summary>
    public bool HasList(string key) => _lists.Contains(key);

    /// <summary>True where the same key comes again later, and that value counts.</summary>
    public bool IsOverridden(string? key, int ordinal) => key is not null && _lastOrdinals[key] != ordinal;

    /// <summary>The size of an image after mending; null where it has none, or one that its annotations contradict.</summary>
    public PictureSize? SizeOf(int slot) => VerdictOf(slot) switch
    {
        SizeVerdict.Doubtful => null,
        SizeVerdict.Swapped => _sizes[slot].Size?.Swapped,
        _ => _sizes[slot].Size,
    };

    /// <summary>Whether an image's annotations, and its picture where that was looked at, fit the size that it states.</summary>
    public SizeVerdict VerdictOf(int slot)
    {
        (CocoId? image, PictureSize? stated, PictureSize? upright, bool isTurned) = _sizes[slot];
        if (image is not CocoId id || stated is not PictureSize size)
        {
            return SizeVerdict.Fits;
        }

        SizeVerdict verdict = _extents.Judge(id, size);
        if (upright is not PictureSize picture)
        {
            return verdict;
        }

        // A picture that is turned when it is shown has both sizes: only the annotations tell which one is meant.
        bool isSwapped = picture == size.Swapped && picture != size
            && (verdict == SizeVerdict.Swapped || !isTurned && _extents.FitsSwapped(id, size));
        return isSwapped ? SizeVerdict.Swapped : verdict == SizeVerdict.Fits ? SizeVerdict.Fits : SizeVerdict.Doubtful;
    }

    /// <summary>True where there is such a licence.</summary>
    public bool HasLicense(CocoId id) => _licenseIds.Contains(id);

    /// <summary>What is wrong with the picture of an entry of <c>images</c>, or null.</summary>
    public PictureFlaw? FlawOf(int imageIndex) => _pictureFlaws.TryGetValue(imageIndex, out PictureFlaw flaw) ? flaw : null;

    private void Add(CocoFileReader reader, string? pictureFolder)
    {
        if (reader.Key is not string key)
        {
            if (reader.Part == CocoPart.Entry && !_hasInstances)
            {
                using JsonDocument result = JsonDocument.Parse(reader.Bytes);
                LookForInstance(result.RootElement);
            }

            return;
        }

        switch (reader.Part)
        {
            case CocoPart.Value:
                _lastOrdinals[key] = reader.KeyOrdinal;
                _lists.Remove(key);
                break;
            case CocoPart.ListStart:
                _lastOrdinals[key] = reader.KeyOrdinal;
                _lists.Add(key);
                Restart(key);
                break;
            case CocoPart.Entry when CocoSections.KindOf(key) is not null:
                using (JsonDocument document = JsonDocument.Parse(reader.Bytes))
                {
                    Add(key, reader.EntryIndex, document.RootElement, pictureFolder);
                }

                break;
        }
    }

    /// <summary>A list that comes a second time counts instead of the first.</summary>
    private void Restart(string key)
    {
        switch (key)
        {
            case CocoSections.Images:
                Images = new IdTable();
                _sizes.Clear();
                _pictureFlaws.Clear();
                break;
            case CocoSections.Categories:
                Categories = new IdTable();
                break;
            case CocoSections.Annotations:
                _annotationIds.Clear();
                _extents.Clear();
                (_hasInstances, _hasOthers) = (false, false);
                break;
            case CocoSections.Licenses:
                _licenseIds.Clear();
                break;
        }
    }

    private void Add(string key, int entryIndex, JsonElement entry, string? pictureFolder)
    {
        bool isObject = entry.ValueKind == JsonValueKind.Object;
        JsonElement? id = isObject && entry.TryGetProperty("id", out JsonElement value) ? value : null;
        switch (key)
        {
            case CocoSections.Images when isObject:
                AddImage(entryIndex, id, entry, pictureFolder);
                break;
            case CocoSections.Images:
                Images.AddNone();
                break;
            case CocoSections.Categories when isObject:
                string? name = CocoSections.Text(entry, "name");
                Categories.Add(id, name is null || CocoId.Read(id) is not CocoId own ? null : $"{own} {name}");
                break;
            case CocoSections.Categories:
                Categories.AddNone();
                break;
            case CocoSections.Annotations when isObject:
                LookForInstance(entry);
                if (CocoId.IsSound(id))
                {
                    _annotationIds.Add(CocoId.Whole(id)!.Value);
                }

                _extents.Add(entry, image => Images.SlotOf(image) is int slot ? _sizes[slot].Size : null);
                break;
            case CocoSections.Licenses when CocoId.Read(id) is CocoId license:
                _licenseIds.Add(license);
                break;
        }
    }

    /// <summary>What has nothing of an instance belongs to another kind of file, and is not to be mended away.</summary>
    private void LookForInstance(JsonElement entry)
    {
        bool isObject = entry.ValueKind == JsonValueKind.Object;
        bool isInstance = isObject && InstanceKeys.Any(key => entry.TryGetProperty(key, out _));
        _hasInstances |= isInstance;
        _hasOthers |= isObject && !isInstance;
    }

    private void AddImage(int entryIndex, JsonElement? id, JsonElement entry, string? pictureFolder)
    {
        PictureSize? size = PictureSize.Read(entry);
        string? name = CocoSections.Text(entry, "file_name");
        PictureFlaw? flaw = pictureFolder is null ? null : PictureRules.Check(pictureFolder, name, ref size);
        if (flaw is PictureFlaw wrong)
        {
            _pictureFlaws[entryIndex] = wrong;
        }

        IdTableEntry added = Images.Add(id, name is null ? null : $"{size} {name}");
        if (added.Slot == _sizes.Count)
        {
            _sizes.Add(new StatedSize(CocoId.Read(id), size, flaw?.Upright, flaw?.IsTurned == true));
        }
    }

    /// <param name="Image">The id.</param>
    /// <param name="Size">The size, of the picture where the entry states none.</param>
    /// <param name="Upright">The size of the picture where it is another one; null too where it was not looked at.</param>
    /// <param name="IsTurned">True where the picture's EXIF orientation exchanges its sides.</param>
    private readonly record struct StatedSize(CocoId? Image, PictureSize? Size, PictureSize? Upright, bool IsTurned);
}
