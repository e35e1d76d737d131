using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace ClipSurgery.Tests;

/// <summary>PNG files by hand, so that the reader is not tested against its own library's writer.</summary>
internal static class PngBytes
{
    public const byte Grey = 0;
    public const byte Rgb = 2;
    public const byte Palette = 3;
    public const byte GreyAlpha = 4;
    public const byte Rgba = 6;

    /// <summary>A file: unfiltered rows one after the other, packed as PNG packs them, and chunks to stand before them.</summary>
    public static byte[] Build(
        int width, int height, byte bitDepth, byte colorType, byte[] rows, params (string Type, byte[] Data)[] extra)
    {
        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = bitDepth;
        header[9] = colorType;

        using MemoryStream file = new();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
        WriteChunk(file, "IHDR", header);
        foreach ((string type, byte[] data) in extra)
        {
            WriteChunk(file, type, data);
        }

        WriteChunk(file, "IDAT", Compress(rows, rows.Length / Math.Max(height, 1)));
        WriteChunk(file, "IEND", []);
        return file.ToArray();
    }

    /// <summary>A file with one more chunk, behind the pixels.</summary>
    public static byte[] WithLast(byte[] png, string type, byte[] data)
    {
        const int EndChunk = 12;
        using MemoryStream file = new();
        file.Write(png.AsSpan()[..^EndChunk]);
        WriteChunk(file, type, data);
        file.Write(png.AsSpan()[^EndChunk..]);
        return file.ToArray();
    }

    /// <summary>Bytes as a text chunk packs them.</summary>
    public static byte[] Pack(byte[] text)
    {
        using MemoryStream packed = new();
        using (ZLibStream zlib = new(packed, CompressionLevel.Fastest))
        {
            zlib.Write(text);
        }

        return packed.ToArray();
    }

    /// <summary>The chunks of a file: type and data.</summary>
    public static List<(string Type, byte[] Data)> Chunks(byte[] png)
    {
        List<(string, byte[])> chunks = [];
        for (int at = 8; at < png.Length;)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at));
            chunks.Add((Encoding.ASCII.GetString(png, at + 4, 4), png[(at + 8)..(at + 8 + length)]));
            at += length + 12;
        }

        return chunks;
    }

    private static byte[] Compress(byte[] rows, int rowBytes)
    {
        using MemoryStream compressed = new();
        using (ZLibStream zlib = new(compressed, CompressionLevel.Fastest))
        {
            for (int start = 0; rowBytes > 0 && start + rowBytes <= rows.Length; start += rowBytes)
            {
                zlib.WriteByte(0);
                zlib.Write(rows, start, rowBytes);
            }
        }

        return compressed.ToArray();
    }

    private static void WriteChunk(Stream file, string type, byte[] data)
    {
        byte[] body = [.. Encoding.ASCII.GetBytes(type), .. data];
        byte[] number = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        file.Write(body);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc32(body));
        file.Write(number);
    }

    private static uint Crc32(byte[] bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in bytes)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0xEDB88320;
            }
        }

        return ~crc;
    }
}
