using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace ClipSurgery.Tests;

/// <summary>Reads 16-bit grey PNG files by hand: the product's reader gives 8 bits (PNG specification, 5 and 9).</summary>
internal static class Grey16Png
{
    private const int BytesPerPixel = 2;

    /// <summary>Levels, row by row.</summary>
    public static ushort[] Read(string path)
    {
        byte[] file = File.ReadAllBytes(path);
        int stride = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(16)) * BytesPerPixel;
        int height = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(20));
        using ZLibStream pixels = new(new MemoryStream(ImageData(file)), CompressionMode.Decompress);
        List<ushort> levels = [];
        byte[] above = new byte[stride];
        for (int y = 0; y < height; y++)
        {
            int filter = pixels.ReadByte();
            byte[] row = new byte[stride];
            pixels.ReadExactly(row);
            for (int i = 0; i < stride; i++)
            {
                int left = i < BytesPerPixel ? 0 : row[i - BytesPerPixel];
                int corner = i < BytesPerPixel ? 0 : above[i - BytesPerPixel];
                row[i] += (byte)Predict(filter, left, above[i], corner);
            }

            for (int i = 0; i < stride; i += BytesPerPixel)
            {
                levels.Add(BinaryPrimitives.ReadUInt16BigEndian(row.AsSpan(i)));
            }

            above = row;
        }

        return [.. levels];
    }

    private static byte[] ImageData(byte[] file)
    {
        using MemoryStream data = new();
        for (int at = 8, length; at < file.Length; at += length + 12)
        {
            length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at));
            if (Encoding.ASCII.GetString(file, at + 4, 4) == "IDAT")
            {
                data.Write(file, at + 8, length);
            }
        }

        return data.ToArray();
    }

    private static int Predict(int filter, int left, int up, int corner) => filter switch
    {
        0 => 0,
        1 => left,
        2 => up,
        3 => (left + up) / 2,
        4 => Paeth(left, up, corner),
        _ => throw new InvalidDataException($"PNG has no filter {filter}."),
    };

    private static int Paeth(int left, int up, int corner)
    {
        (int toLeft, int toUp, int toCorner) = (Math.Abs(up - corner), Math.Abs(left - corner), Math.Abs(left + up - 2 * corner));
        return toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner;
    }
}
