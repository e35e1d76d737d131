namespace ClipSurgery.Tools;

/// <summary>Labels single pictures of a folder: what is found in them, beside what existing labels have of them.</summary>
/// <param name="folder">The pictures' folder.</param>
/// <param name="limits">Limits on pictures.</param>
/// <param name="segmenter">Finds all classes.</param>
/// <param name="rest">Finds those that existing labels do not tell already; for the pictures that these know.</param>
/// <param name="existing">Existing labels; null for none.</param>
internal sealed class PictureLabeller(
    string folder, ImageLimits limits, LabelSetSegmenter segmenter, LabelSetSegmenter rest, ExistingLabels? existing)
{
    private readonly PictureNotes _notes = new();

    /// <summary>What was odd about pictures that were labelled, in the order of their names.</summary>
    public IReadOnlyCollection<string> Notes => _notes.All;

    public LabelledPicture Label(string fileName, CancellationToken cancellationToken)
    {
        LoadedImage image = _notes.Read(folder, fileName, limits);
        return existing?.Has(fileName) != true
            ? LabelledPicture.Of(image, segmenter, cancellationToken)
            : existing.Apply(fileName, existing.ShouldSkip(fileName)
                ? new LabelledPicture(image.Image.Width, image.Image.Height, image.ExifOrientation, [])
                : LabelledPicture.Of(image, rest, cancellationToken));
    }
}
