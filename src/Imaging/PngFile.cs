using System.Runtime.InteropServices;
using NetVips;

namespace ClipSurgery;

/// <summary>Writes PNG files: the same picture gives the same bytes, and an existing file is replaced only by a complete one.</summary>
public static class PngFile
{
    /// <summary>Speed matters more than the last tenth of the size: overlays are written for every picture.</summary>
    private const int Compression = 3;

    /// <summary>Writes a picture.</summary>
    public static void Write(string path, RgbImage image) =>
        Write(path, image.Pixels.ToArray(), image.Width, image.Height, 3, Enums.BandFormat.Uchar, Enums.Interpretation.Srgb);

    /// <summary>Writes a mask as 8-bit grey: 255 inside, 0 outside.</summary>
    public static void WriteMask(string path, Mask mask)
    {
        byte[] pixels = mask.ToBitmap();
        for (int i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (byte)-pixels[i];
        }

        Write(path, pixels, mask.Width, mask.Height, 1, Enums.BandFormat.Uchar, Enums.Interpretation.Bw);
    }

    /// <summary>Writes 16-bit grey.</summary>
    /// <param name="path">The file.</param>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    /// <param name="values"><c>[height · width]</c> values of 0 to 65535, row-major from the top left.</param>
    public static void WriteGrey16(string path, int width, int height, ReadOnlySpan<ushort> values) =>
        Write(path, MemoryMarshal.AsBytes(values).ToArray(), width, height, 1, Enums.BandFormat.Ushort, Enums.Interpretation.Grey16);

    private static void Write(
        string path, byte[] pixels, int width, int height, int bands, Enums.BandFormat format, Enums.Interpretation interpretation)
    {
        using Image image = Image.NewFromMemoryCopy<byte>(pixels, width, height, bands, format);
        using Image tagged = image.Copy(interpretation: interpretation);
        AtomicFile.WriteAllBytes(path, tagged.PngsaveBuffer(compression: Compression, keep: Enums.ForeignKeep.None));
    }
}
