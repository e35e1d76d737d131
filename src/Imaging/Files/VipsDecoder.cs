using System.Globalization;
using System.Numerics;
using NetVips;

namespace ClipSurgery;

/// <summary>Decodes with libvips: everything but BMP, which its prebuilt binaries leave out.</summary>
internal static class VipsDecoder
{
    /// <summary>Pictures that use fewer bits of 16 than this are nearly black where the upper 8 are kept.</summary>
    private const int FewBits = 15;

    /// <summary>Decodes bytes of a known format.</summary>
    /// <exception cref="ClipSurgeryException">The picture has too many pixels, is damaged, or is of an unusual kind.</exception>
    public static LoadedImage Decode(string format, byte[] bytes, string name, ImageLimits limits)
    {
        VipsSettings.Ensure();
        VipsWarnings.Forget();
        LoadedImage loaded;
        try
        {
            loaded = DecodeClosed(format, bytes, name, limits);
        }
        catch (VipsException error)
        {
            // libvips keeps one error text for all threads, which may speak of another file: it stays in the inner exception.
            throw new ClipSurgeryException(
                $"{name}: the {format} data is damaged, cut short, or of an unusual kind. "
                + "Get a whole copy, or save it again as PNG.",
                error);
        }

        if (format != "JPEG" || VipsWarnings.Count == 0)
        {
            return loaded;
        }

        IReadOnlyList<string> oddities = JpegOddities.Of(bytes);
        return VipsWarnings.Count <= oddities.Count
            ? loaded with { Notes = [.. loaded.Notes, .. oddities] }
            : throw new ClipSurgeryException(
                $"{name}: the JPEG data is damaged: pixels are missing, and would be filled with grey. Get a whole copy.");
    }

    /// <summary>Decodes and closes the picture, for libvips tells some of its warnings only then.</summary>
    private static LoadedImage DecodeClosed(string format, byte[] bytes, string name, ImageLimits limits)
    {
        // Reads the header alone; pixels are decoded when they are written to memory below.
        using Image file = Open(format, bytes);
        limits.CheckPixels(name, file.Width, file.Height);
        List<string> notes = [];
        using Image bright = Brighten(file, format, bytes, limits.DepthRange, notes);
        using Image rgb = ToRgb(bright, name);
        using Image whole = format == "GIF" ? OnScreen(rgb, bytes, name, limits) : rgb.Copy();
        int orientation = OrientationOf(file, format, bytes);
        using Image upright = orientation == 1 ? whole.Copy() : Upright(whole, orientation);
        return new LoadedImage(RgbImage.Adopt(upright.Width, upright.Height, upright.WriteToMemory<byte>()), orientation, format)
        {
            Notes = notes,
        };
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

    /// <summary>
    /// Lays the first frame where it belongs on the screen that the header gives. The decoder takes some screens for mistakes, and
    /// leaves black what the frame does not cover.
    /// </summary>
    private static Image OnScreen(Image decoded, byte[] gif, string name, ImageLimits limits)
    {
        if (GifFrame.First(gif) is not { } frame)
        {
            return decoded.Copy();
        }

        int width = Math.Max(decoded.Width, frame.ScreenWidth);
        int height = Math.Max(decoded.Height, frame.ScreenHeight);
        limits.CheckPixels(name, width, height);
        bool isInside = frame.Width > 0 && frame.Height > 0
            && frame.Left + frame.Width <= decoded.Width && frame.Top + frame.Height <= decoded.Height;
        if (!isInside)
        {
            return decoded.Embed(0, 0, width, height, extend: Enums.Extend.White);
        }

        using Image covered = decoded.ExtractArea(frame.Left, frame.Top, frame.Width, frame.Height);
        return covered.Embed(frame.Left, frame.Top, width, height, extend: Enums.Extend.White);
    }

    /// <summary>Spreads the values of 16 bits where that is asked for, and tells of pictures that use few of the 16.</summary>
    private static Image Brighten(Image file, string format, byte[] bytes, DepthRange range, List<string> notes)
    {
        if (file.Format != Enums.BandFormat.Ushort || file.Interpretation == Enums.Interpretation.Cmyk)
        {
            return file.Copy();
        }

        // A pass of its own: a file is decoded from top to bottom once, and two bytes a channel in memory would cost more.
        int colors = file.HasAlpha() ? file.Bands - 1 : file.Bands;
        using Image again = Open(format, bytes);
        using Image seen = again.ExtractBand(0, n: colors);
        int largest = (int)seen.Max();
        int bits = Math.Max(8, 32 - BitOperations.LeadingZeroCount((uint)largest));
        if (range == DepthRange.Full || bits == 16)
        {
            if (bits < FewBits)
            {
                notes.Add(string.Create(
                    CultureInfo.InvariantCulture,
                    $"it uses {bits} of its 16 bits (the largest value is {largest}) and is nearly black; "
                    + $"--depth-range auto spreads them (ImageLimits.DepthRange)"));
            }

            return file.Copy();
        }

        using Image color = file.ExtractBand(0, n: colors);
        using Image spread = color << (16 - bits);
        using Image typed = spread.Copy(interpretation: file.Interpretation);
        if (colors == file.Bands)
        {
            return typed.Copy();
        }

        using Image alpha = file.ExtractBand(colors);
        return typed.Bandjoin(alpha);
    }

    private static int OrientationOf(Image file, string format, ReadOnlySpan<byte> bytes)
    {
        int? value = file.Contains("orientation")
            ? Convert.ToInt32(file.Get("orientation"), CultureInfo.InvariantCulture)
            : format == "PNG" ? PngExif.OrientationOf(bytes) : null;
        return value is >= 1 and <= 8 ? value.Value : 1;
    }

    // Turning reads rows out of order, which a file that is decoded in one pass cannot give.
    private static Image Upright(Image rgb, int orientation)
    {
        using Image decoded = rgb.CopyMemory();
        using Image told = decoded.Mutate(picture => picture.Set(GValue.GIntType, "orientation", orientation));
        return told.Autorot();
    }
}
