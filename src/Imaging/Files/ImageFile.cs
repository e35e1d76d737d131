namespace ClipSurgery;

/// <summary>
/// Reads JPEG, PNG, WebP, TIFF, BMP and GIF (of several pages or frames the first) as upright 8-bit RGB.
/// Files are not trusted: the format is told by the bytes, limits are checked before decoding, damaged data is refused.
/// </summary>
/// <remarks>
/// Grey is repeated in all three channels; transparency is laid on white; 16 bits a channel keep their upper 8 (or see
/// <see cref="ImageLimits.DepthRange"/>); a GIF has the size of its screen, and is white where the first frame is not; CMYK
/// becomes sRGB through the embedded profile, or libvips' built-in one. An RGB profile is ignored, as Pillow does, so that CLIP
/// sees the numbers that its reference implementation sees. A PNG or GIF that lacks nothing but its end marker is read, for its
/// pixels are whole. Any number of threads may read at once.
/// </remarks>
public static class ImageFile
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">The file; its name and extension say nothing about its format.</param>
    /// <param name="limits">How much is taken on; null for the defaults.</param>
    /// <exception cref="ClipSurgeryException">
    /// The file is missing, unreadable, empty, too large, no image, damaged or cut short. The message names it.
    /// </exception>
    public static LoadedImage Read(string path, ImageLimits? limits = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        limits ??= new ImageLimits();
        return Decode(ReadBytes(path, limits), path, limits);
    }

    /// <summary>Reads a file's bytes.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="limits">How much is taken on; null for the defaults.</param>
    /// <exception cref="ClipSurgeryException">The bytes are empty, too many, no image, damaged or cut short.</exception>
    public static LoadedImage Read(ReadOnlySpan<byte> bytes, string name, ImageLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        limits ??= new ImageLimits();
        limits.CheckFile(name, bytes.Length);
        return Decode(bytes.ToArray(), name, limits);
    }

    private static LoadedImage Decode(byte[] bytes, string name, ImageLimits limits) => ImageSignature.FormatOf(bytes) switch
    {
        null => throw new ClipSurgeryException(
            $"{name}: this is not an image that can be read; expected {ImageSignature.Expected}. "
            + "Convert it to PNG, or leave it out."),
        "BMP" => new LoadedImage(BmpReader.Read(bytes, name, limits), ExifOrientation: 1, "BMP"),
        string format => VipsDecoder.Decode(format, bytes, name, limits),
    };

    /// <summary>
    /// Reads a file's bytes, and no more than the limits allow. They are read once and everything is decided on them: a file that changes
    /// meanwhile cannot be taken for another.
    /// </summary>
    /// <exception cref="ClipSurgeryException">The file is missing, unreadable, empty or too large. The message names it.</exception>
    internal static byte[] ReadBytes(string path, ImageLimits limits)
    {
        switch (FileKinds.Of(path))
        {
            case FileKind.Folder:
                throw new ClipSurgeryException($"{path}: this is a folder; give an image file.");
            case FileKind.Special:
                throw NotAFile(path);
        }

        try
        {
            const FileShare Any = FileShare.ReadWrite | FileShare.Delete;
            using FileStream stream = new(path, FileMode.Open, FileAccess.Read, Any, bufferSize: 0);
            if (!stream.CanSeek)
            {
                throw NotAFile(path);
            }

            long length = stream.Length;
            limits.CheckFile(path, length);
            byte[] bytes = new byte[length];
            int read = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            return read == bytes.Length ? bytes : bytes[..read];
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ClipSurgeryException($"{path}: no such file. Check the path.", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ClipSurgeryException(
                $"{path}: cannot be read ({error.Message}). Check the path and its permissions.", error);
        }
    }

    private static ClipSurgeryException NotAFile(string path) =>
        new($"{path}: this is a pipe, a socket or a device; give an image file.");
}
