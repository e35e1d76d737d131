using NetVips;

namespace ClipSurgery;

/// <summary>
/// Reads JPEG, PNG, WebP, TIFF, BMP and GIF (their first picture) as upright 8-bit RGB: alpha is composited on white, 16 bits become 8,
/// CMYK becomes sRGB, and the EXIF orientation is applied once. RGB colour profiles are not applied, as in the pipelines that CLIP and SAM
/// were trained with. Files are not trusted. May be used by several threads at once.
/// </summary>
public static class ImageFile
{
    static ImageFile()
    {
        // A file that changed under its name must be read again, and only loaders that are fuzzed upstream may see foreign bytes.
        Cache.Max = 0;
        NetVips.NetVips.BlockUntrusted = true;

        // What a decoder warns of ends in an exception here; a library does not print.
        Log.SetLogHandler("VIPS", Enums.LogLevelFlags.Warning, static (_, _, _) => { });
    }

    /// <summary>Reads a picture.</summary>
    /// <param name="path">The file.</param>
    /// <param name="limits">Limits on its size.</param>
    /// <exception cref="ClipSurgeryException">It is missing, not a picture, damaged, cut short, or too large.</exception>
    public static LoadedImage Read(string path, ImageLimits? limits = null)
    {
        limits ??= new ImageLimits();
        byte[] bytes;
        try
        {
            if (Directory.Exists(path))
            {
                throw new ClipSurgeryException(
                    $"{path}: is a folder; expected a picture. Name the files in it, such as {Path.Combine(path, "*.jpg")}.");
            }

            FileInfo file = new(path);
            if (!file.Exists)
            {
                throw new ClipSurgeryException($"{path}: no such file; check the name.");
            }

            if (file.Length > limits.MaxFileBytes)
            {
                throw new ClipSurgeryException($"{path}: has {file.Length} bytes, more than the limit of {limits.MaxFileBytes} for a picture.");
            }

            bytes = File.ReadAllBytes(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ClipSurgeryException($"{path}: cannot be read ({error.Message}).", error);
        }

        return Read(bytes, path, limits);
    }

    /// <summary>Reads a picture from memory.</summary>
    /// <param name="bytes">The file's content.</param>
    /// <param name="name">A name for messages.</param>
    /// <param name="limits">Limits on its size.</param>
    /// <exception cref="ClipSurgeryException">It is not a picture, damaged, cut short, or too large.</exception>
    public static LoadedImage Read(byte[] bytes, string name, ImageLimits? limits = null)
    {
        limits ??= new ImageLimits();
        if (bytes.Length == 0)
        {
            throw new ClipSurgeryException($"{name}: is empty; expected a picture.");
        }

        string format = ImageFormat.Detect(bytes) ?? throw new ClipSurgeryException(
            $"{name}: is not a picture that can be read; expected JPEG, PNG, WebP, TIFF, BMP or GIF.");
        if (format == ImageFormat.Bmp)
        {
            return new LoadedImage(BmpReader.Read(bytes, name, limits), 1, format);
        }

        try
        {
            using Image header = Image.NewFromBuffer(bytes, access: Enums.Access.Sequential, failOn: Enums.FailOn.Error);
            limits.CheckPixels(name, header.Width, header.Height);
            return Decode(header, format);
        }
        catch (VipsException error)
        {
            string[] lines = error.Message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            string reason = string.Join("; ", lines.Skip(1).Take(2));
            throw new ClipSurgeryException($"{name}: the {format} file is damaged or cut short ({reason}). Copy it again.", error);
        }
    }

    private static LoadedImage Decode(Image header, string format)
    {
        using Image pixels = header.CopyMemory();
        using Image srgb = pixels.Colourspace(Enums.Interpretation.Srgb);
        using Image opaque = srgb.HasAlpha() ? srgb.Flatten(background: [255, 255, 255]) : srgb.Copy();
        using Image rgb = opaque.Bands > 3 ? opaque.ExtractBand(0, n: 3) : opaque.Copy();
        int orientation = header.GetTypeOf("orientation") != IntPtr.Zero && header.Get("orientation") is int value and >= 1 and <= 8 ? value : 1;
        using Image upright = rgb.Autorot();
        using Image bytes = upright.Cast(Enums.BandFormat.Uchar);
        return new LoadedImage(RgbImage.Adopt(bytes.Width, bytes.Height, bytes.WriteToMemory<byte>()), orientation, format);
    }
}
