namespace ClipSurgery;

/// <summary>A picture as it was read from a file.</summary>
/// <param name="Image">The picture, upright.</param>
/// <param name="ExifOrientation">The orientation 1 to 8 that the file carried and that was applied; 1 where there was none.</param>
/// <param name="Format">The file's format, such as "JPEG".</param>
public sealed record LoadedImage(RgbImage Image, int ExifOrientation, string Format);
