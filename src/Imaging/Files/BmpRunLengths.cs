namespace ClipSurgery;

/// <summary>Unpacks the run lengths of BMP: pairs of a count and a colour, with escapes for what has no runs and for gaps.</summary>
internal static class BmpRunLengths
{
    private const int EndOfRow = 0;
    private const int EndOfPicture = 1;
    private const int Gap = 2;

    /// <summary>
    /// A palette index a pixel, rows in the file's order; 0 in gaps. What would lie right of the picture is dropped.
    /// </summary>
    /// <exception cref="ClipSurgeryException">The data ends before the picture does, or goes on behind it.</exception>
    public static byte[] Unpack(ReadOnlySpan<byte> runs, BmpHeader header, string name)
    {
        (int width, int height) = (header.Width, header.Height);
        bool isNibbles = header.BitsPerPixel == 4;
        byte[] indices = new byte[(long)width * height];
        int x = 0;
        int row = 0;
        while (runs is [byte count, byte value, ..])
        {
            runs = runs[2..];
            if (count > 0)
            {
                Put(indices, count, i => isNibbles ? Nibble(value, i) : value);
            }
            else if (value == EndOfRow)
            {
                (x, row) = (0, row + 1);
            }
            else if (value == EndOfPicture)
            {
                return indices;
            }
            else if (value == Gap && runs is [byte right, byte down, ..])
            {
                (x, row) = (Math.Min(x + right, width), Math.Min(row + down, height));
                runs = runs[2..];
            }
            else
            {
                int bytes = isNibbles ? (value + 1) / 2 : value;
                if (value == Gap || bytes > runs.Length)
                {
                    break;
                }

                byte[] plain = runs[..bytes].ToArray();
                Put(indices, value, i => isNibbles ? Nibble(plain[i / 2], i) : plain[i]);
                runs = runs[Math.Min(bytes + (bytes % 2), runs.Length)..];
            }
        }

        // Some writers leave the end mark out.
        return row >= height || (row == height - 1 && x >= width)
            ? indices
            : throw new ClipSurgeryException($"{name}: the BMP data is cut short in row {row + 1} of {height}. Get a whole copy.");

        void Put(byte[] target, int count, Func<int, byte> valueOf)
        {
            if (row >= height)
            {
                throw new ClipSurgeryException($"{name}: the BMP data has more rows than its header says ({height}). Get a whole copy.");
            }

            for (int i = 0; i < count && x + i < width; i++)
            {
                target[(row * width) + x + i] = valueOf(i);
            }

            x = Math.Min(x + count, width);
        }
    }

    private static byte Nibble(byte pair, int place) => (byte)(place % 2 == 0 ? pair >> 4 : pair & 15);
}
