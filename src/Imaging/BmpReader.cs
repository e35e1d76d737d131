using System.Buffers.Binary;
using System.Numerics;

namespace ClipSurgery;

/// <summary>
/// Reads uncompressed BMP files, which the imaging library does not: 1, 4, 8, 16, 24 and 32 bits, palettes and bit fields, rows from the
/// bottom or from the top. Alpha is ignored, as most programs that write it mean nothing by it.
/// </summary>
internal static class BmpReader
{
    private const int FileHeader = 14;
    private const int Uncompressed = 0;
    private const int BitFields = 3;

    public static RgbImage Read(ReadOnlySpan<byte> file, string name, ImageLimits limits)
    {
        if (file.Length < FileHeader + 40)
        {
            throw Damaged(name, $"has {file.Length} bytes");
        }

        int headerSize = BinaryPrimitives.ReadInt32LittleEndian(file[14..]);
        int width = BinaryPrimitives.ReadInt32LittleEndian(file[18..]);
        int signedHeight = BinaryPrimitives.ReadInt32LittleEndian(file[22..]);
        int bits = BinaryPrimitives.ReadInt16LittleEndian(file[28..]);
        int compression = BinaryPrimitives.ReadInt32LittleEndian(file[30..]);
        uint colours = BinaryPrimitives.ReadUInt32LittleEndian(file[46..]);
        uint dataOffset = BinaryPrimitives.ReadUInt32LittleEndian(file[10..]);
        if (headerSize is < 40 or > 1024 || bits is not (1 or 4 or 8 or 16 or 24 or 32)
            || !(compression == Uncompressed || (compression == BitFields && bits is 16 or 32)))
        {
            throw new ClipSurgeryException(
                $"{name}: is a BMP with {bits} bits and compression {compression}; expected an uncompressed one. Save it as PNG.");
        }

        long height = Math.Abs((long)signedHeight);
        limits.CheckPixels(name, width, height);
        long stride = ((long)width * bits + 31) / 32 * 4;
        if (dataOffset + stride * height > file.Length)
        {
            throw Damaged(name, $"has {file.Length} bytes, but its pixels end at {dataOffset + stride * height}");
        }

        int tableStart = FileHeader + headerSize;
        long tableEnd = tableStart + 4 * (bits <= 8 ? Math.Min(colours == 0 ? 1u << bits : colours, 256) : 0);
        if (tableEnd > file.Length)
        {
            throw Damaged(name, "has no room for its colour table");
        }

        ReadOnlySpan<byte> table = file[tableStart..(int)tableEnd];
        (uint red, uint green, uint blue) = Masks(file, bits, compression);
        byte[] pixels = new byte[width * (int)height * 3];
        for (int y = 0; y < height; y++)
        {
            long row = signedHeight > 0 ? height - 1 - y : y;
            ReadOnlySpan<byte> source = file.Slice((int)(dataOffset + row * stride), (int)stride);
            Span<byte> target = pixels.AsSpan(y * width * 3, width * 3);
            for (int x = 0; x < width; x++)
            {
                Span<byte> pixel = target.Slice(3 * x, 3);
                if (bits <= 8)
                {
                    int index = (source[x * bits / 8] >> (8 - bits - x * bits % 8)) & ((1 << bits) - 1);
                    if (4 * index + 3 > table.Length)
                    {
                        throw Damaged(name, $"names colour {index} of {table.Length / 4}");
                    }

                    (pixel[0], pixel[1], pixel[2]) = (table[4 * index + 2], table[4 * index + 1], table[4 * index]);
                }
                else if (bits == 24)
                {
                    (pixel[0], pixel[1], pixel[2]) = (source[3 * x + 2], source[3 * x + 1], source[3 * x]);
                }
                else
                {
                    uint value = bits == 16
                        ? BinaryPrimitives.ReadUInt16LittleEndian(source[(2 * x)..])
                        : BinaryPrimitives.ReadUInt32LittleEndian(source[(4 * x)..]);
                    (pixel[0], pixel[1], pixel[2]) = (Channel(value, red), Channel(value, green), Channel(value, blue));
                }
            }
        }

        return RgbImage.Adopt(width, (int)height, pixels);
    }

    private static (uint Red, uint Green, uint Blue) Masks(ReadOnlySpan<byte> file, int bits, int compression)
    {
        if (compression != BitFields)
        {
            return bits == 16 ? (0x7C00u, 0x3E0u, 0x1Fu) : (0xFF0000u, 0xFF00u, 0xFFu);
        }

        // Behind a header of 40 bytes, inside a longer one: the same place.
        ReadOnlySpan<byte> masks = file[(FileHeader + 40)..];
        return masks.Length < 12
            ? (0xFF0000u, 0xFF00u, 0xFFu)
            : (BinaryPrimitives.ReadUInt32LittleEndian(masks),
                BinaryPrimitives.ReadUInt32LittleEndian(masks[4..]),
                BinaryPrimitives.ReadUInt32LittleEndian(masks[8..]));
    }

    private static byte Channel(uint value, uint mask)
    {
        if (mask == 0)
        {
            return 0;
        }

        int shift = BitOperations.TrailingZeroCount(mask);
        return (byte)((ulong)((value & mask) >> shift) * 255 / (mask >> shift));
    }

    private static ClipSurgeryException Damaged(string name, string what) =>
        new($"{name}: the BMP file is damaged or cut short ({what}). Copy it again.");
}
