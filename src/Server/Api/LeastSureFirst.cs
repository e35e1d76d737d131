namespace ClipSurgery;

/// <summary>
/// The pictures with the least sure first. Edits change how sure a picture is; the order stays until somebody reads the list from its
/// beginning, so that whoever reads it in parts sees each picture once.
/// </summary>
internal sealed class LeastSureFirst(LabelWorkspace workspace)
{
    private readonly Lock _lock = new();
    private Dictionary<string, int> _places = [];

    /// <summary>All pictures, for a part of the list that begins at a place.</summary>
    public IReadOnlyList<WorkspacePicture> From(int offset)
    {
        IReadOnlyList<WorkspacePicture> pictures = workspace.Pictures;
        lock (_lock)
        {
            if (offset == 0 || _places.Count == 0)
            {
                _places = pictures.OrderBy(WorkLeft).ThenBy(picture => picture.LeastScore ?? 1).Index()
                    .ToDictionary(picture => picture.Item.FileName, picture => picture.Index, StringComparer.Ordinal);
            }

            return [.. pictures.OrderBy(picture => _places[picture.FileName])];
        }
    }

    /// <summary>What was found and not looked at comes first, what is done last.</summary>
    private static int WorkLeft(WorkspacePicture picture) => picture.State switch
    {
        PictureState.Found or PictureState.Corrected => 0,
        PictureState.NotLabelled => 1,
        _ => 2,
    };
}
