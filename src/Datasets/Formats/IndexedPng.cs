using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;

namespace ClipSurgery;

/// <summary>
/// Writes PNG files of 8-bit palette indices. libvips chooses a palette of its own and so renumbers them; here an index in is the
/// index in the file (PNG specification, third edition, chapters 5 and 11).
/// </summary>
internal static class IndexedPng
{
    private const byte BitDepth = 8;
    private const byte PaletteColor = 3;
    private const byte NoFilter = 0;

    /// <summary>Writes a file, which is replaced only once the new one is complete.</summary>
    /// <param name="path">The file; folders are created.</param>
    /// <param name="width">Width in pixels.</param>
    /// <param name="indices"><c>height × width</c> indices, row-major from the top left.</param>
    /// <param name="color">The colour of each index.</param>
    /// <exception cref="ClipSurgeryException">The file cannot be written.</exception>
    public static void Write(string path, int width, ReadOnlyMemory<byte> indices, Func<int, Rgb> color) =>
        AtomicFile.Write(path, stream =>
        {
            stream.Write([0x89, (byte)'P', (byte)'N', (byte)'G', (byte)'\r', (byte)'\n', 0x1A, (byte)'\n']);
            WriteChunk(stream, "IHDR"u8, Header(width, indices.Length / width));
            WriteChunk(stream, "PLTE"u8, Palette(color));
            WriteChunk(stream, "IDAT"u8, Compress(width, indices.Span));
            WriteChunk(stream, "IEND"u8, []);
        });

    private static byte[] Header(int width, int height)
    {
        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = BitDepth;
        header[9] = PaletteColor;
        return header;
    }

    private static byte[] Palette(Func<int, Rgb> color)
    {
        byte[] palette = new byte[3 * 256];
        for (int index = 0; index < 256; index++)
        {
            (palette[3 * index], palette[3 * index + 1], palette[3 * index + 2]) = color(index);
        }

        return palette;
    }

    private static ReadOnlySpan<byte> Compress(int width, ReadOnlySpan<byte> indices)
    {
        using MemoryStream compressed = new();
        using (ZLibStream zlib = new(compressed, CompressionLevel.Optimal, leaveOpen: true))
        {
            for (int start = 0; start < indices.Length; start += width)
            {
                zlib.WriteByte(NoFilter);
                zlib.Write(indices.Slice(start, width));
            }
        }

        return compressed.GetBuffer().AsSpan(0, (int)compressed.Length);
    }

    private static void WriteChunk(Stream stream, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        stream.Write(number);
        stream.Write(type);
        stream.Write(data);
        Crc32 checksum = new();
        checksum.Append(type);
        checksum.Append(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, checksum.GetCurrentHashAsUInt32());
        stream.Write(number);
    }
}
