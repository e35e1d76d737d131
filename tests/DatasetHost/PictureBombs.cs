using System.Buffers.Binary;
using System.IO.Hashing;

namespace ClipSurgery.Tests;

/// <summary>Small files that claim pictures as large as their format knows.</summary>
internal static class PictureBombs
{
    public static byte[] Of(string extension) => extension switch
    {
        "jpg" => Jpeg(),
        "png" => Png(),
        "webp" => WebP(),
        "tif" => Tiff(),
        "gif" => Gif(),
        _ => BmpHeader(int.MaxValue, int.MinValue + 1),
    };

    /// <summary>The 54 bytes before the rows of a 24-bit BMP.</summary>
    public static byte[] BmpHeader(int width, int height)
    {
        byte[] header = new byte[54];
        "BM"u8.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(10), 54);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(14), 40);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(18), width);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(22), height);
        header[26] = 1;
        header[28] = 24;
        return header;
    }

    private static byte[] Jpeg() =>
    [
        0xFF, 0xD8, 0xFF, 0xE0, 0, 16, .. "JFIF\0"u8, 1, 1, 0, 0, 1, 0, 1, 0, 0,
        0xFF, 0xC0, 0, 11, 8, 0xFF, 0xFF, 0xFF, 0xFF, 1, 1, 0x11, 0,
        0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 63, 0, 0, 0xFF, 0xD9,
    ];

    private static byte[] Png()
    {
        byte[] chunk = [.. "IHDR"u8, 0x7F, 0xFF, 0xFF, 0xFF, 0x7F, 0xFF, 0xFF, 0xFF, 8, 2, 0, 0, 0];
        byte[] crc = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(crc, Crc32.HashToUInt32(chunk));
        return [0x89, .. "PNG\r\n"u8, 0x1A, (byte)'\n', 0, 0, 0, 13, .. chunk, .. crc];
    }

    private static byte[] WebP() =>
        [.. "RIFF"u8, 22, 0, 0, 0, .. "WEBPVP8X"u8, 10, 0, 0, 0, 0, 0, 0, 0, 0xFE, 0xFF, 0x7F, 0xFE, 0xFF, 0x7F];

    private static byte[] Gif() =>
    [
        .. "GIF89a"u8, 0xFF, 0xFF, 0xFF, 0xFF, 0x80, 0, 0, 0, 0, 0, 9, 9, 9,
        (byte)',', 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0, 2, 1, 0x4C, 0, 0x3B,
    ];

    /// <summary>Grey, in one strip that is said to be all of it (TIFF 6.0, section 2).</summary>
    private static byte[] Tiff()
    {
        (ushort Tag, uint Value)[] entries =
        [
            (256, int.MaxValue), (257, int.MaxValue), (258, 8), (259, 1), (262, 1),
            (273, 8), (277, 1), (278, int.MaxValue), (279, int.MaxValue),
        ];
        const ushort Long = 4;
        List<byte> file = [.. "II"u8, 42, 0, 8, 0, 0, 0, (byte)entries.Length, 0];
        foreach ((ushort tag, uint value) in entries)
        {
            byte[] entry = new byte[12];
            BinaryPrimitives.WriteUInt16LittleEndian(entry, tag);
            BinaryPrimitives.WriteUInt16LittleEndian(entry.AsSpan(2), Long);
            BinaryPrimitives.WriteUInt32LittleEndian(entry.AsSpan(4), 1);
            BinaryPrimitives.WriteUInt32LittleEndian(entry.AsSpan(8), value);
            file.AddRange(entry);
        }

        return [.. file, 0, 0, 0, 0];
    }
}
