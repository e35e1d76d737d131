namespace ClipSurgery.Tools;

/// <summary>Labels single pictures of a folder: what is found in them, beside what existing labels have of them.</summary>
internal sealed class PictureLabeller(string folder, ImageLimits limits, LabelSetSegmenter segmenter, ExistingLabels? existing)
{
    public LabelledPicture Label(string fileName, CancellationToken cancellationToken)
    {
        if (existing?.ShouldSkip(fileName) == true)
        {
            CocoImage known = existing.ImageOf(fileName)!;
            return new LabelledPicture(
                known.Width, known.Height, known.ExifOrientation, existing.Apply(fileName, known.Width, known.Height, []));
        }

        LabelledPicture picture = LabelledPicture.Of(PictureFolder.Read(folder, fileName, limits), segmenter, cancellationToken);
        return existing is null
            ? picture
            : picture with { Instances = existing.Apply(fileName, picture.Width, picture.Height, picture.Instances) };
    }
}
