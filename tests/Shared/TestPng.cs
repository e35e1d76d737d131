using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;

namespace ClipSurgery.Tests;

/// <summary>Reads PNGs without the library's own decoder (PNG specification, 5 and 9).</summary>
internal static class TestPng
{
    private const byte Grey = 0;
    private const byte Rgb = 2;
    private const byte Palette = 3;

    /// <summary>An 8-bit RGB picture, as all reference pictures are.</summary>
    public static RgbImage Read(string path)
    {
        (int width, int height, byte[] rows) = ReadRows(File.ReadAllBytes(path), 8, Rgb, bytesPerPixel: 3);
        return new RgbImage(width, height, rows);
    }

    /// <summary>Levels of a 16-bit grey picture, row by row.</summary>
    public static ushort[] ReadGrey16(string path)
    {
        ushort[] levels = MemoryMarshal.Cast<byte, ushort>(
            ReadRows(File.ReadAllBytes(path), 16, Grey, bytesPerPixel: 2).Rows).ToArray();
        BinaryPrimitives.ReverseEndianness(levels, levels);
        return levels;
    }

    /// <summary>Size and levels of an 8-bit grey picture, row by row.</summary>
    public static (int Width, int Height, byte[] Levels) ReadGrey8(byte[] file) => ReadRows(file, 8, Grey, bytesPerPixel: 1);

    /// <summary>Size, indices (row by row) and palette (RGB) of an 8-bit palette picture.</summary>
    public static (int Width, int Height, byte[] Indices, byte[] Palette) ReadIndexed(string path)
    {
        byte[] file = File.ReadAllBytes(path);
        (int width, int height, byte[] indices) = ReadRows(file, 8, Palette, bytesPerPixel: 1);
        return (width, height, indices, Data(file, "PLTE"u8));
    }

    private static (int Width, int Height, byte[] Rows) ReadRows(byte[] file, byte bitDepth, byte colourType, int bytesPerPixel)
    {
        int width = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(16));
        int height = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(20));
        Assert.Equal([bitDepth, colourType, 0, 0, 0], file[24..29]);
        using ZLibStream stream = new(new MemoryStream(Data(file, "IDAT"u8)), CompressionMode.Decompress);
        int stride = width * bytesPerPixel;
        byte[] rows = new byte[stride * height];
        for (int y = 0; y < height; y++)
        {
            int filter = stream.ReadByte();
            Span<byte> row = rows.AsSpan(y * stride, stride);
            stream.ReadExactly(row);
            for (int x = 0; x < stride; x++)
            {
                int left = x >= bytesPerPixel ? row[x - bytesPerPixel] : 0;
                int up = y > 0 ? rows[(y - 1) * stride + x] : 0;
                int upLeft = x >= bytesPerPixel && y > 0 ? rows[(y - 1) * stride + x - bytesPerPixel] : 0;
                row[x] += (byte)Predict(filter, left, up, upLeft);
            }
        }

        return (width, height, rows);
    }

    private static byte[] Data(byte[] file, ReadOnlySpan<byte> type)
    {
        using MemoryStream data = new();
        for (int position = 8; position < file.Length;)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(position));
            if (file.AsSpan(position + 4, 4).SequenceEqual(type))
            {
                data.Write(file, position + 8, length);
            }

            position += 12 + length;
        }

        return data.ToArray();
    }

    private static int Predict(int filter, int left, int up, int upLeft) => filter switch
    {
        0 => 0,
        1 => left,
        2 => up,
        3 => (left + up) / 2,
        4 => Paeth(left, up, upLeft),
        _ => throw new InvalidDataException($"PNG has no filter {filter}."),
    };

    private static int Paeth(int left, int up, int upLeft)
    {
        int a = Math.Abs(up - upLeft);
        int b = Math.Abs(left - upLeft);
        int c = Math.Abs(left + up - 2 * upLeft);
        return a <= b && a <= c ? left : b <= c ? up : upLeft;
    }
}
