using System.Buffers.Binary;
using System.Numerics;

namespace ClipSurgery;

/// <summary>
/// Reads BMP: 1, 4, 8, 16, 24 and 32 bits a pixel, colour masks, run lengths of 4 and 8 bits, rows from either end (Microsoft's
/// BITMAPINFOHEADER and its successors, and OS/2's BITMAPCOREHEADER). Transparency is laid on white.
/// </summary>
internal static class BmpReader
{
    /// <summary>Decodes a file that begins with "BM".</summary>
    /// <exception cref="ClipSurgeryException">
    /// The header makes no sense, the pixels are compressed or too many, or the file is cut short.
    /// </exception>
    public static RgbImage Read(ReadOnlySpan<byte> bytes, string name, ImageLimits limits)
    {
        BmpHeader header = BmpHeader.Read(bytes, name);
        limits.CheckPixels(name, header.Width, header.Height);
        if (header.IsRunLength)
        {
            return ReadRunLengths(bytes, header, name);
        }

        long stride = (((long)header.Width * header.BitsPerPixel) + 31) / 32 * 4;
        long lastRow = (((long)header.Width * header.BitsPerPixel) + 7) / 8;
        long needed = header.PixelOffset + (stride * (header.Height - 1)) + lastRow;
        if (needed > bytes.Length)
        {
            throw new ClipSurgeryException(
                $"{name}: the BMP data is cut short: it has {bytes.Length} bytes, its header asks for {needed}. "
                + "Get a whole copy.");
        }

        byte[] palette = header.BitsPerPixel <= 8 ? ReadPalette(bytes, header, name) : [];
        byte[] pixels = new byte[(long)header.Width * header.Height * 3];
        for (int y = 0; y < header.Height; y++)
        {
            int fileRow = header.TopDown ? y : header.Height - 1 - y;
            ReadOnlySpan<byte> row = bytes.Slice((int)(header.PixelOffset + (stride * fileRow)), (int)lastRow);
            Span<byte> output = pixels.AsSpan(y * header.Width * 3, header.Width * 3);
            if (header.BitsPerPixel <= 8)
            {
                UnpackIndices(row, header.BitsPerPixel, palette, output);
            }
            else if (header.BitsPerPixel == 24)
            {
                UnpackBgr(row, output);
            }
            else
            {
                UnpackMasked(row, header, output);
            }
        }

        return RgbImage.Adopt(header.Width, header.Height, pixels);
    }

    private static RgbImage ReadRunLengths(ReadOnlySpan<byte> bytes, BmpHeader header, string name)
    {
        byte[] palette = ReadPalette(bytes, header, name);
        ReadOnlySpan<byte> runs = bytes[(int)Math.Min(header.PixelOffset, bytes.Length)..];
        byte[] indices = BmpRunLengths.Unpack(runs, header, name);
        byte[] pixels = new byte[(long)header.Width * header.Height * 3];
        for (int y = 0; y < header.Height; y++)
        {
            int fileRow = header.TopDown ? y : header.Height - 1 - y;
            UnpackIndices(
                indices.AsSpan(fileRow * header.Width, header.Width), 8, palette, pixels.AsSpan(y * header.Width * 3, header.Width * 3));
        }

        return RgbImage.Adopt(header.Width, header.Height, pixels);
    }

    // 256 RGB colours; those that the file does not define are black.
    private static byte[] ReadPalette(ReadOnlySpan<byte> bytes, BmpHeader header, string name)
    {
        int entryBytes = header.IsCore ? 3 : 4;
        int most = 1 << header.BitsPerPixel;
        int colors = header.PaletteColors is 0 || header.PaletteColors > most ? most : (int)header.PaletteColors;
        long start = header.PaletteOffset;
        if (start + (colors * entryBytes) > bytes.Length)
        {
            throw BmpHeader.Damaged(name, $"{colors} palette colours do not fit in {bytes.Length} bytes");
        }

        byte[] palette = new byte[256 * 3];
        for (int i = 0; i < colors; i++)
        {
            ReadOnlySpan<byte> bgr = bytes.Slice((int)start + (i * entryBytes), 3);
            palette[i * 3] = bgr[2];
            palette[(i * 3) + 1] = bgr[1];
            palette[(i * 3) + 2] = bgr[0];
        }

        return palette;
    }

    private static void UnpackIndices(ReadOnlySpan<byte> row, int bits, ReadOnlySpan<byte> palette, Span<byte> output)
    {
        int perByte = 8 / bits;
        int mask = (1 << bits) - 1;
        for (int x = 0; x < output.Length / 3; x++)
        {
            int shift = 8 - bits - (x % perByte * bits);
            int index = (row[x / perByte] >> shift) & mask;
            palette.Slice(index * 3, 3).CopyTo(output[(x * 3)..]);
        }
    }

    private static void UnpackBgr(ReadOnlySpan<byte> row, Span<byte> output)
    {
        for (int i = 0; i < output.Length; i += 3)
        {
            output[i] = row[i + 2];
            output[i + 1] = row[i + 1];
            output[i + 2] = row[i];
        }
    }

    private static void UnpackMasked(ReadOnlySpan<byte> row, BmpHeader header, Span<byte> output)
    {
        BmpMasks masks = header.Masks;
        int bytesPerPixel = header.BitsPerPixel / 8;
        for (int x = 0; x < header.Width; x++)
        {
            ReadOnlySpan<byte> source = row[(x * bytesPerPixel)..];
            uint value = bytesPerPixel == 2
                ? BinaryPrimitives.ReadUInt16LittleEndian(source)
                : BinaryPrimitives.ReadUInt32LittleEndian(source);
            int alpha = masks.Alpha == 0 ? 255 : Channel(value, masks.Alpha);
            output[x * 3] = OnWhite(Channel(value, masks.Red), alpha);
            output[(x * 3) + 1] = OnWhite(Channel(value, masks.Green), alpha);
            output[(x * 3) + 2] = OnWhite(Channel(value, masks.Blue), alpha);
        }
    }

    // A channel of any number of bits, spread over 0..255 and rounded.
    private static int Channel(uint value, uint mask)
    {
        if (mask == 0)
        {
            return 0;
        }

        int shift = BitOperations.TrailingZeroCount(mask);
        ulong largest = mask >> shift;
        return (int)(((((ulong)(value & mask) >> shift) * 255) + (largest / 2)) / largest);
    }

    private static byte OnWhite(int channel, int alpha) => (byte)(((channel * alpha) + (255 * (255 - alpha)) + 127) / 255);
}
