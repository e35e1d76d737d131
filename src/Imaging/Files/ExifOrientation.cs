using System.Buffers.Binary;

namespace ClipSurgery;

/// <summary>Finds the orientation in EXIF data, which is a small TIFF file.</summary>
internal static class ExifOrientation
{
    private const int Tag = 0x112;
    private const int EntryBytes = 12;
    private const int ShortType = 3;

    /// <summary>The tag's value, whatever it is; null where there is none.</summary>
    /// <param name="exif">The data, with or without "Exif" and two zero bytes before it.</param>
    public static int? Of(ReadOnlySpan<byte> exif)
    {
        ReadOnlySpan<byte> tiff = exif.StartsWith("Exif\0\0"u8) ? exif[6..] : exif;
        bool isLittle = tiff.StartsWith("II"u8);
        if (tiff.Length < 8 || !(isLittle || tiff.StartsWith("MM"u8)))
        {
            return null;
        }

        uint directory = isLittle
            ? BinaryPrimitives.ReadUInt32LittleEndian(tiff[4..])
            : BinaryPrimitives.ReadUInt32BigEndian(tiff[4..]);
        if (directory > tiff.Length - 2)
        {
            return null;
        }

        int count = Short(tiff[(int)directory..], isLittle);
        ReadOnlySpan<byte> entries = tiff[((int)directory + 2)..];
        for (int i = 0; i < count && entries.Length >= EntryBytes; i++, entries = entries[EntryBytes..])
        {
            if (Short(entries, isLittle) == Tag && Short(entries[2..], isLittle) == ShortType)
            {
                return Short(entries[8..], isLittle);
            }
        }

        return null;
    }

    private static int Short(ReadOnlySpan<byte> bytes, bool isLittle) => isLittle
        ? BinaryPrimitives.ReadUInt16LittleEndian(bytes)
        : BinaryPrimitives.ReadUInt16BigEndian(bytes);
}
