namespace ClipSurgery;

/// <summary>Finds the pictures that files of boxes are about.</summary>
internal sealed class BoxPictures
{
    private readonly string _folder;
    private readonly HashSet<string> _names;
    private readonly ILookup<string, string> _byStem;
    private readonly ILookup<string, string> _byLastStem;
    private readonly Dictionary<string, BoxedPicture> _found = new(StringComparer.Ordinal);
    private readonly List<string> _missing = [];

    /// <param name="folder">The pictures' folder, for messages.</param>
    /// <param name="fileNames">The pictures in it.</param>
    public BoxPictures(string folder, IReadOnlyList<string> fileNames)
    {
        _folder = folder;
        _names = [.. fileNames];
        _byStem = fileNames.ToLookup(PictureStem.Of, StringComparer.Ordinal);
        _byLastStem = fileNames.ToLookup(name => LastPart(PictureStem.Of(name)), StringComparer.Ordinal);
    }

    /// <summary>What is known of each picture, by its name.</summary>
    public IReadOnlyDictionary<string, BoxedPicture> Found => _found;

    /// <summary>What has boxes, and no picture, a line each.</summary>
    public IReadOnlyList<string> Missing => _missing;

    /// <summary>Finds the picture of an entry.</summary>
    public void Add(BoxedPicture entry, BoxFindings findings)
    {
        string[] names = [.. entry.FileNames.Where(_names.Contains).Take(1)];
        if (names.Length == 0)
        {
            names = [.. entry.Stems.Select(stem => _byStem[stem]).FirstOrDefault(some => some.Any(), [])];
        }

        switch (names)
        {
            case []:
                _missing.Add(DescribeMissing(entry));
                break;
            case [string name]:
                if (!_found.TryAdd(name, entry))
                {
                    findings.Problem($"{entry.Source}: is about {name}, which {_found[name].Source} has boxes of already; take one of them away.");
                }

                break;
            default:
                findings.Problem($"{entry.Source}: may be about {names[0]} or {names[1]}; rename one of these pictures, and its labels.");
                break;
        }
    }

    private string DescribeMissing(BoxedPicture entry)
    {
        string wanted = entry.FileNames.Count > 0 ? entry.FileNames[0] : $"{entry.Stems[0]}.*";
        string stem = LastPart(PictureStem.Of(wanted));
        string elsewhere = _byLastStem[stem].FirstOrDefault() is { } other ? $"; there is {other}, but the folders differ" : "";
        return $"{entry.Source}: there is no picture {Quoted.Short(wanted)} in {_folder}{elsewhere}";
    }

    private static string LastPart(string name) => name[(name.LastIndexOf('/') + 1)..];
}
