using NetVips;

namespace ClipSurgery;

/// <summary>Decodes with libvips: everything but BMP, which its prebuilt binaries leave out.</summary>
internal static class VipsDecoder
{
    /// <summary>Decodes bytes of a known format.</summary>
    /// <exception cref="ClipSurgeryException">The picture has too many pixels, is damaged, or is of an unusual kind.</exception>
    public static LoadedImage Decode(string format, byte[] bytes, string name, ImageLimits limits)
    {
        VipsSettings.Ensure();
        try
        {
            // Reads the header alone; pixels are decoded when they are written to memory below.
            using Image file = Open(format, bytes);
            limits.CheckPixels(name, file.Width, file.Height);
            using Image rgb = ToRgb(file, name);
            int orientation = OrientationOf(file);
            using Image upright = orientation == 1 ? rgb.Copy() : Upright(rgb);
            return new LoadedImage(
                RgbImage.Adopt(upright.Width, upright.Height, upright.WriteToMemory<byte>()), orientation, format);
        }
        catch (VipsException error)
        {
            // libvips keeps one error text for all threads, which may speak of another file: it stays in the inner exception.
            throw new ClipSurgeryException(
                $"{name}: the {format} data is damaged, cut short, or of an unusual kind. "
                + "Get a whole copy, or save it again as PNG.",
                error);
        }
    }

    private static Image Open(string format, byte[] bytes)
    {
        const Enums.Access Once = Enums.Access.Sequential;
        const Enums.FailOn Damage = Enums.FailOn.Error;
        return format switch
        {
            "JPEG" => Image.JpegloadBuffer(bytes, access: Once, failOn: Damage),
            "PNG" => Image.PngloadBuffer(bytes, access: Once, failOn: Damage),
            "WebP" => Image.WebploadBuffer(bytes, access: Once, failOn: Damage),
            "TIFF" => Image.TiffloadBuffer(bytes, access: Once, failOn: Damage),
            "GIF" => Image.GifloadBuffer(bytes, access: Once, failOn: Damage),
            _ => throw new ArgumentOutOfRangeException(nameof(format), format, "No loader."),
        };
    }

    private static Image ToRgb(Image file, string name)
    {
        if (file.Format is not (Enums.BandFormat.Uchar or Enums.BandFormat.Ushort))
        {
            throw Unsupported(file, name);
        }

        using Image colour = file.Interpretation == Enums.Interpretation.Cmyk
            ? file.IccTransform("srgb", embedded: true, inputProfile: "cmyk")
            : file.Colourspace(Enums.Interpretation.Srgb);
        Image opaque = colour.HasAlpha() ? colour.Flatten(background: [255]) : colour.Copy();
        if (opaque.Bands == 3 && opaque.Format == Enums.BandFormat.Uchar)
        {
            return opaque;
        }

        opaque.Dispose();
        throw Unsupported(file, name);
    }

    private static ClipSurgeryException Unsupported(Image file, string name) => new(
        $"{name}: has {file.Bands} channels of the type {file.Format} ({file.Interpretation}); "
        + "expected grey, RGB or CMYK of 8 or 16 bits. Save it again as PNG.");

    private static int OrientationOf(Image file)
    {
        int value = file.Contains("orientation") ? Convert.ToInt32(file.Get("orientation"), null) : 1;
        return value is >= 1 and <= 8 ? value : 1;
    }

    // Turning reads rows out of order, which a file that is decoded in one pass cannot give.
    private static Image Upright(Image rgb)
    {
        using Image decoded = rgb.CopyMemory();
        return decoded.Autorot();
    }
}
