namespace ClipSurgery;

/// <summary>A picture with its instances, before it has a place in a data set.</summary>
/// <param name="Width">Width in pixels of the upright picture.</param>
/// <param name="Height">Height in pixels of the upright picture.</param>
/// <param name="ExifOrientation">The file's EXIF orientation, 1 to 8.</param>
/// <param name="Instances">Its instances in their final order; their masks have the picture's size.</param>
public sealed record LabelledPicture(int Width, int Height, int ExifOrientation, IReadOnlyList<LabelledInstance> Instances)
{
    /// <summary>The id that existing labels give it, which it keeps; null for one that gets the next free id.</summary>
    public long? ImageId { get; init; }

    /// <summary>True where existing labels were made for the picture before its EXIF orientation turned it, and were turned.</summary>
    public bool IsTurned { get; init; }

    /// <summary>A picture with what a label set finds in it.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="segmenter">The label set.</param>
    /// <param name="cancellationToken">Ends a running inference.</param>
    public static LabelledPicture Of(LoadedImage picture, LabelSetSegmenter segmenter, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(picture);
        ArgumentNullException.ThrowIfNull(segmenter);
        return new(picture.Image.Width, picture.Image.Height, picture.ExifOrientation, segmenter.Segment(picture.Image, cancellationToken));
    }
}
