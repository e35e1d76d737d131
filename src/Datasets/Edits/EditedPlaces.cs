using System.Globalization;

namespace ClipSurgery;

/// <summary>The pictures of a run and those that people have edited, in one order and with ids of their own.</summary>
internal sealed class EditedPlaces
{
    private readonly HashSet<string> _edited = new(StringComparer.Ordinal);
    private readonly List<string> _stale = [];

    /// <param name="index">The run; it may hold nothing.</param>
    /// <param name="edits">The edits; there may be none.</param>
    public EditedPlaces(RunIndex index, RunEdits edits)
    {
        HasEdits = edits.FileNames.Count > 0;
        IReadOnlyList<LabelClass> found = index.Header?.Classes ?? [];
        Classes = [.. found, .. edits.Classes.Where(label => found.All(known => known.Name != label.Name))];
        IReadOnlyList<PicturePlace> run = index.InOrder();
        foreach (PicturePlace place in run)
        {
            if (edits.ContentOf(place.Image.FileName) is { } content)
            {
                if (place.Version is { } version && TextOf(version.Xxh64) != content)
                {
                    _stale.Add(place.Image.FileName);
                }
                else
                {
                    _edited.Add(place.Image.FileName);
                }
            }
        }

        HashSet<string> known = [.. run.Select(place => place.Image.FileName)];
        string[] others = [.. edits.FileNames.Where(name => !known.Contains(name)).Order(StringComparer.Ordinal)];
        _edited.UnionWith(others);
        NewIds newIds = new(run.Select(place => place.Image.Id));
        InOrder =
        [
            .. run.Concat(others.Select(name => new PicturePlace(ImageOf(newIds.Next(), name, edits.Replay(name).Base), "", 0, 0)))
                .OrderBy(place => place.Image.FileName, StringComparer.Ordinal),
        ];
    }

    /// <summary>Whether anybody has edited anything.</summary>
    public bool HasEdits { get; }

    /// <summary>The classes of the run, and then those that people added.</summary>
    public IReadOnlyList<LabelClass> Classes { get; }

    /// <summary>All pictures in ordinal order of their names.</summary>
    public IReadOnlyList<PicturePlace> InOrder { get; }

    /// <summary>Names of pictures whose labels are what people made of them.</summary>
    public IReadOnlySet<string> Edited => _edited;

    /// <summary>Names of pictures whose files were replaced since they were edited.</summary>
    public IReadOnlyList<string> Stale => _stale;

    /// <summary>How journals of edits write the hash of a file.</summary>
    public static string TextOf(ulong xxh64) => xxh64.ToString("x16", CultureInfo.InvariantCulture);

    private static CocoImage ImageOf(long id, string fileName, EditBase begun) =>
        new(begun.ImageId ?? id, fileName, begun.Width, begun.Height, begun.ExifOrientation);
}
