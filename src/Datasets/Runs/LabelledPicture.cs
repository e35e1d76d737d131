namespace ClipSurgery;

/// <summary>A picture with its instances, before it has a place in a data set.</summary>
/// <param name="Width">Width in pixels of the upright picture.</param>
/// <param name="Height">Height in pixels of the upright picture.</param>
/// <param name="ExifOrientation">The file's EXIF orientation, 1 to 8.</param>
/// <param name="Instances">Its instances in their final order; their masks have the picture's size.</param>
public sealed record LabelledPicture(int Width, int Height, int ExifOrientation, IReadOnlyList<LabelledInstance> Instances);
