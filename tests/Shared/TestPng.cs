using System.Buffers.Binary;
using System.IO.Compression;

namespace ClipSurgery.Tests;

/// <summary>Reads 8-bit RGB PNGs without the library's own decoder: reference pictures are all of this kind.</summary>
internal static class TestPng
{
    public static RgbImage Read(string path)
    {
        byte[] file = File.ReadAllBytes(path);
        int width = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(16));
        int height = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(20));
        Assert.Equal([8, 2, 0, 0, 0], file[24..29]);
        using MemoryStream compressed = new();
        for (int position = 8; position < file.Length;)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(position));
            if (file.AsSpan(position + 4, 4).SequenceEqual("IDAT"u8))
            {
                compressed.Write(file, position + 8, length);
            }

            position += 12 + length;
        }

        compressed.Position = 0;
        using ZLibStream stream = new(compressed, CompressionMode.Decompress);
        int stride = width * 3;
        byte[] pixels = new byte[stride * height];
        for (int y = 0; y < height; y++)
        {
            int filter = stream.ReadByte();
            Span<byte> row = pixels.AsSpan(y * stride, stride);
            stream.ReadExactly(row);
            for (int x = 0; x < stride; x++)
            {
                int left = x >= 3 ? row[x - 3] : 0;
                int up = y > 0 ? pixels[(y - 1) * stride + x] : 0;
                int upLeft = x >= 3 && y > 0 ? pixels[(y - 1) * stride + x - 3] : 0;
                row[x] += (byte)(filter switch
                {
                    0 => 0,
                    1 => left,
                    2 => up,
                    3 => (left + up) / 2,
                    _ => Paeth(left, up, upLeft),
                });
            }
        }

        return new RgbImage(width, height, pixels);
    }

    private static int Paeth(int left, int up, int upLeft)
    {
        int a = Math.Abs(up - upLeft);
        int b = Math.Abs(left - upLeft);
        int c = Math.Abs(left + up - 2 * upLeft);
        return a <= b && a <= c ? left : b <= c ? up : upLeft;
    }
}
