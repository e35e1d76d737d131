namespace ClipSurgery.Tools;

/// <summary>Labels single pictures of a folder: what is found in them, beside what existing labels have of them.</summary>
internal sealed class PictureLabeller(string folder, ImageLimits limits, LabelSetSegmenter segmenter, ExistingLabels? existing)
{
    public LabelledPicture Label(string fileName, CancellationToken cancellationToken)
    {
        LoadedImage image = PictureFolder.Read(folder, fileName, limits);
        return existing is null
            ? LabelledPicture.Of(image, segmenter, cancellationToken)
            : existing.Apply(fileName, existing.ShouldSkip(fileName)
                ? new LabelledPicture(image.Image.Width, image.Image.Height, image.ExifOrientation, [])
                : LabelledPicture.Of(image, segmenter, cancellationToken));
    }
}
