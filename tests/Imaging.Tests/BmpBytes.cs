using System.Buffers.Binary;

namespace ClipSurgery.Tests;

/// <summary>BMP files by hand.</summary>
internal static class BmpBytes
{
    /// <summary>
    /// A file. The height is negative where the first row is the top one. The packed rows come in file order and are padded
    /// here to four bytes. Before them come masks, a palette (B, G, R, 0) or a later header's further fields.
    /// </summary>
    public static byte[] Build(
        int width,
        int height,
        int bits,
        byte[][] rows,
        byte[]? afterHeader = null,
        uint compression = 0,
        int colors = 0,
        int headerBytes = 40)
    {
        afterHeader ??= [];
        byte[] header = new byte[54];
        header[0] = (byte)'B';
        header[1] = (byte)'M';
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(10), 54 + afterHeader.Length);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(14), headerBytes);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(18), width);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(22), height);
        header[26] = 1;
        header[28] = (byte)bits;
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(30), compression);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(46), colors);

        using MemoryStream file = new();
        file.Write(header);
        file.Write(afterHeader);
        foreach (byte[] row in rows)
        {
            file.Write(row);
            file.Write(new byte[(4 - (row.Length % 4)) % 4]);
        }

        return file.ToArray();
    }

    /// <summary>A 24-bit file with the bottom row first, as most programs write it.</summary>
    public static byte[] FromRgb(RgbImage image)
    {
        byte[][] rows = new byte[image.Height][];
        for (int y = 0; y < image.Height; y++)
        {
            byte[] row = image.Row(image.Height - 1 - y).ToArray();
            for (int x = 0; x < row.Length; x += 3)
            {
                (row[x], row[x + 2]) = (row[x + 2], row[x]);
            }

            rows[y] = row;
        }

        return Build(image.Width, image.Height, 24, rows);
    }
}
