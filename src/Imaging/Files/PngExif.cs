using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace ClipSurgery;

/// <summary>
/// The EXIF orientation of a PNG, wherever it stands: in an eXIf chunk before or behind the pixels, or as hexadecimal digits in a
/// text chunk, as ImageMagick, exiftool and older cameras' programs write it.
/// </summary>
internal static class PngExif
{
    /// <summary>Larger than any EXIF data (64 KB) in hexadecimal digits.</summary>
    private const int MostText = 1 << 18;

    /// <summary>The orientation, whatever its value; null where there is none.</summary>
    public static int? OrientationOf(ReadOnlySpan<byte> png)
    {
        int? fromText = null;
        for (ReadOnlySpan<byte> rest = png[8..]; rest.Length >= 12;)
        {
            uint length = BinaryPrimitives.ReadUInt32BigEndian(rest);
            if (length > rest.Length - 12)
            {
                break;
            }

            ReadOnlySpan<byte> type = rest.Slice(4, 4);
            ReadOnlySpan<byte> data = rest.Slice(8, (int)length);
            if (type.SequenceEqual("eXIf"u8) && ExifOrientation.Of(data) is { } orientation)
            {
                return orientation;
            }

            fromText ??= ExifText(type, data) is { } text ? ExifOrientation.Of(FromHexadecimal(text)) : null;
            rest = rest[(int)(length + 12)..];
        }

        return fromText;
    }

    private static string? ExifText(ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        int keyword = data.IndexOf((byte)0);
        if (keyword < 0 || !(data.StartsWith("Raw profile type exif\0"u8) || data.StartsWith("Raw profile type APP1\0"u8)))
        {
            return null;
        }

        ReadOnlySpan<byte> value = data[(keyword + 1)..];
        if (type.SequenceEqual("tEXt"u8))
        {
            return Encoding.Latin1.GetString(value[..Math.Min(value.Length, MostText)]);
        }

        // The byte before the packed text names the only method there is.
        return type.SequenceEqual("zTXt"u8) && value.Length > 1 ? Unpack(value[1..]) : null;
    }

    private static string? Unpack(ReadOnlySpan<byte> packed)
    {
        using ZLibStream zlib = new(new MemoryStream(packed.ToArray()), CompressionMode.Decompress);
        byte[] text = new byte[MostText];
        try
        {
            return Encoding.Latin1.GetString(text, 0, zlib.ReadAtLeast(text, text.Length, throwOnEndOfStream: false));
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    /// <summary>The bytes behind the profile's name and length, which stand on lines of their own.</summary>
    private static byte[] FromHexadecimal(string profile)
    {
        string[] lines = profile.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        string digits = string.Concat(lines.Skip(2));
        return digits.Length % 2 == 0 && digits.All(char.IsAsciiHexDigit) ? Convert.FromHexString(digits) : [];
    }
}
