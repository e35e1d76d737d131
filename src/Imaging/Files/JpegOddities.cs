using System.Globalization;

namespace ClipSurgery;

/// <summary>
/// What libjpeg warns of in the header of a JPEG although no pixel is missing. Its other warnings mean that it found fewer pixels
/// than the header promises, and filled the rest with grey.
/// </summary>
internal static class JpegOddities
{
    private const int StartOfScan = 0xDA;
    private const int Jfif = 0xE0;
    private const int Adobe = 0xEE;

    /// <summary>One line for each warning that libjpeg gives while it reads the header.</summary>
    public static IReadOnlyList<string> Of(ReadOnlySpan<byte> jpeg)
    {
        List<string> oddities = [];
        bool hasJfif = false;
        int? transform = null;
        int at = 2;
        while (NextMarker(jpeg, ref at, out int strayBytes) is { } marker)
        {
            if (strayBytes > 0)
            {
                oddities.Add(string.Create(
                    CultureInfo.InvariantCulture, $"{strayBytes} stray bytes before the marker 0x{marker:X2} were skipped"));
            }

            if (marker == StartOfScan || at + 2 > jpeg.Length)
            {
                break;
            }

            int length = (jpeg[at] << 8) | jpeg[at + 1];
            ReadOnlySpan<byte> data = jpeg[Math.Min(at + 2, jpeg.Length)..Math.Min(at + Math.Max(length, 2), jpeg.Length)];
            if (marker == Jfif && data.Length >= 14 && data.StartsWith("JFIF\0"u8))
            {
                hasJfif = true;
                if (data[5] != 1)
                {
                    oddities.Add(string.Create(CultureInfo.InvariantCulture, $"it has an unknown version of JFIF ({data[5]})"));
                }
            }
            else if (marker == Adobe && data.Length >= 12 && data.StartsWith("Adobe"u8))
            {
                transform = data[11];
            }

            at += Math.Max(length, 2);
        }

        if (!hasJfif && transform > 2)
        {
            oddities.Add(string.Create(CultureInfo.InvariantCulture, $"it has an unknown kind of colours ({transform})"));
        }

        return oddities;
    }

    /// <summary>The code of the next marker, and how many bytes before it belong to nothing; as libjpeg counts them.</summary>
    private static int? NextMarker(ReadOnlySpan<byte> jpeg, ref int at, out int strayBytes)
    {
        strayBytes = 0;
        while (at < jpeg.Length)
        {
            if (jpeg[at] != 0xFF)
            {
                strayBytes++;
                at++;
                continue;
            }

            while (at < jpeg.Length && jpeg[at] == 0xFF)
            {
                at++;
            }

            int marker = at < jpeg.Length ? jpeg[at++] : 0;
            if (marker != 0)
            {
                return marker;
            }

            strayBytes += 2;
        }

        return null;
    }
}
