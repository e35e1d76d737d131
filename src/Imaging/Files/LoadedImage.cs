namespace ClipSurgery;

/// <summary>A picture that was read from a file.</summary>
/// <param name="Image">The picture, upright: the EXIF orientation has been applied, once.</param>
/// <param name="ExifOrientation">
/// The orientation tag that the file carries, 1 to 8; 1 (upright) where there is none or it is invalid.
/// </param>
/// <param name="Format">The format found in the bytes, whatever the file is called: JPEG, PNG, WebP, TIFF, BMP or GIF.</param>
public sealed record LoadedImage(RgbImage Image, int ExifOrientation, string Format)
{
    /// <summary>
    /// What is odd about the file although its pixels are whole, each as the end of a sentence: stray bytes in a JPEG, few bits
    /// used of 16. Mostly empty.
    /// </summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
