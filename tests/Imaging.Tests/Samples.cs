using NetVips;

namespace ClipSurgery.Tests;

/// <summary>A small picture and its encodings.</summary>
internal static class Samples
{
    /// <summary>The six formats.</summary>
    public static readonly string[] Formats = ["JPEG", "PNG", "WebP", "TIFF", "BMP", "GIF"];

    /// <summary>A smooth picture with some grain; no two corners alike.</summary>
    public static RgbImage Picture(int width, int height, int seed = 1)
    {
        Random random = new(seed);
        byte[] pixels = new byte[width * height * 3];
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                int at = ((y * width) + x) * 3;
                pixels[at] = (byte)((x * 180 / width) + random.Next(9) + seed);
                pixels[at + 1] = (byte)((y * 180 / height) + random.Next(9) + 30);
                pixels[at + 2] = (byte)(((x + y) * 90 / (width + height)) + random.Next(9) + 60);
            }
        }

        return new RgbImage(width, height, pixels);
    }

    public static Image ToVips(RgbImage image)
    {
        using Image raw = Image.NewFromMemoryCopy(image.Pixels, image.Width, image.Height, 3, Enums.BandFormat.Uchar);
        return raw.Copy(interpretation: Enums.Interpretation.Srgb);
    }

    /// <summary>Encodes; all but JPEG and GIF without loss.</summary>
    public static byte[] Encode(string format, RgbImage image)
    {
        using Image vips = ToVips(image);
        return format switch
        {
            "JPEG" => vips.JpegsaveBuffer(q: 100),
            "PNG" => vips.PngsaveBuffer(),
            "WebP" => vips.WebpsaveBuffer(lossless: true),
            "TIFF" => vips.TiffsaveBuffer(compression: Enums.ForeignTiffCompression.Lzw),
            "BMP" => BmpBytes.FromRgb(image),
            "GIF" => vips.GifsaveBuffer(dither: 0),
            _ => throw new ArgumentOutOfRangeException(nameof(format)),
        };
    }

    /// <summary>The first bytes that make a file look like the format.</summary>
    public static byte[] Magic(string format) => format switch
    {
        "JPEG" => [0xFF, 0xD8, 0xFF, 0xE0],
        "PNG" => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A],
        "WebP" => [.. "RIFF"u8, 0xF4, 0x01, 0, 0, .. "WEBPVP8 "u8],
        "TIFF" => [(byte)'I', (byte)'I', 42, 0],
        "BMP" => [(byte)'B', (byte)'M'],
        "GIF" => [.. "GIF89a"u8],
        _ => throw new ArgumentOutOfRangeException(nameof(format)),
    };

    /// <summary>The largest difference of two pictures of one size, in levels.</summary>
    public static int LargestDifference(RgbImage expected, RgbImage actual)
    {
        Assert.Equal((expected.Width, expected.Height), (actual.Width, actual.Height));
        int largest = 0;
        for (int i = 0; i < expected.Pixels.Length; i++)
        {
            largest = Math.Max(largest, Math.Abs(expected.Pixels[i] - actual.Pixels[i]));
        }

        return largest;
    }
}
