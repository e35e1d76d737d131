using NetVips;

namespace ClipSurgery.Tests;

public class OrientationTests
{
    public static TheoryData<string, int> Cases()
    {
        TheoryData<string, int> cases = [];
        foreach (string format in (string[])["PNG", "TIFF", "WebP", "JPEG"])
        {
            for (int orientation = 1; orientation <= 8; orientation++)
            {
                cases.Add(format, orientation);
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_picture_is_turned_upright_once(string format, int orientation)
    {
        RgbImage stored = Samples.Picture(40, 24);
        using Image vips = Samples.ToVips(stored);
        using Image tagged = vips.Mutate(mutable => mutable.Set(GValue.GIntType, "orientation", orientation));
        byte[] file = format switch
        {
            "PNG" => tagged.PngsaveBuffer(),
            "TIFF" => tagged.TiffsaveBuffer(),
            "WebP" => tagged.WebpsaveBuffer(lossless: true),
            _ => WithExif(Samples.Encode("JPEG", stored), (ushort)orientation),
        };

        LoadedImage loaded = ImageFile.Read(file, "turned");

        Assert.Equal(orientation, loaded.ExifOrientation);
        Assert.InRange(Samples.LargestDifference(Upright(stored, orientation), loaded.Image), 0, format == "JPEG" ? 4 : 0);
    }

    [Theory]
    [InlineData("eXIf", "")]
    [InlineData("tEXt", "Raw profile type exif")]
    [InlineData("zTXt", "Raw profile type exif")]
    [InlineData("zTXt", "Raw profile type APP1")]
    public void A_png_is_turned_by_exif_before_and_behind_its_pixels_and_in_text(string chunk, string keyword)
    {
        RgbImage stored = Samples.Picture(8, 5);
        byte[] data = chunk == "eXIf" ? Tiff(6) : PngText(chunk, keyword, [.. "Exif\0\0"u8, .. Tiff(6)]);
        byte[] before = PngBytes.Build(8, 5, 8, PngBytes.Rgb, stored.Pixels.ToArray(), (chunk, data));
        byte[] behind = PngBytes.WithLast(PngBytes.Build(8, 5, 8, PngBytes.Rgb, stored.Pixels.ToArray()), chunk, data);

        foreach (byte[] file in (byte[][])[before, behind])
        {
            LoadedImage loaded = ImageFile.Read(file, "text.png");

            Assert.Equal(6, loaded.ExifOrientation);
            Assert.Equal(0, Samples.LargestDifference(Upright(stored, 6), loaded.Image));
        }
    }

    [Theory]
    [InlineData("tEXt", "Raw profile type exif\0\nexif\n      8\n4d4d00zz")]
    [InlineData("tEXt", "Raw profile type exif\0\nexif\n      8\n4d4d002a00000008000")]
    [InlineData("tEXt", "Raw profile type exif\0\nexif\n      8\n4d4d002affffffff")]
    [InlineData("tEXt", "Raw profile type exif\0")]
    [InlineData("zTXt", "Raw profile type exif\0\0not packed")]
    [InlineData("tEXt", "Comment\0Orientation 6")]
    public void Damaged_exif_in_a_png_counts_as_upright(string chunk, string data)
    {
        byte[] whole = PngBytes.Build(8, 5, 8, PngBytes.Rgb, Samples.Picture(8, 5).Pixels.ToArray());
        byte[] png = PngBytes.WithLast(whole, chunk, System.Text.Encoding.Latin1.GetBytes(data));

        Assert.Equal(1, ImageFile.Read(png, "text.png").ExifOrientation);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    [InlineData(65535)]
    public void An_invalid_orientation_counts_as_upright(int orientation)
    {
        RgbImage stored = Samples.Picture(40, 24);
        byte[] jpeg = WithExif(Samples.Encode("JPEG", stored), (ushort)orientation);

        LoadedImage loaded = ImageFile.Read(jpeg, "odd.jpg");

        Assert.Equal(1, loaded.ExifOrientation);
        Assert.InRange(Samples.LargestDifference(stored, loaded.Image), 0, 4);
    }

    // EXIF 2.3, tag 0x112: which stored pixel an upright one comes from.
    private static RgbImage Upright(RgbImage stored, int orientation)
    {
        (int w, int h) = (stored.Width, stored.Height);
        (int width, int height) = orientation >= 5 ? (h, w) : (w, h);
        byte[] pixels = new byte[w * h * 3];
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                (int sx, int sy) = orientation switch
                {
                    1 => (x, y),
                    2 => (w - 1 - x, y),
                    3 => (w - 1 - x, h - 1 - y),
                    4 => (x, h - 1 - y),
                    5 => (y, x),
                    6 => (y, h - 1 - x),
                    7 => (w - 1 - y, h - 1 - x),
                    _ => (w - 1 - y, x),
                };
                stored.Pixels.Slice(((sy * w) + sx) * 3, 3).CopyTo(pixels.AsSpan(((y * width) + x) * 3));
            }
        }

        return new RgbImage(width, height, pixels);
    }

    // An APP1 segment right behind the start marker.
    private static byte[] WithExif(byte[] jpeg, ushort orientation)
    {
        byte[] tiff = Tiff(orientation);
        int length = 2 + 6 + tiff.Length;
        return [0xFF, 0xD8, 0xFF, 0xE1, (byte)(length >> 8), (byte)length, .. "Exif"u8, 0, 0, .. tiff, .. jpeg[2..]];
    }

    // A TIFF header in Motorola order, and one directory with one entry.
    private static byte[] Tiff(ushort orientation) =>
    [
        (byte)'M', (byte)'M', 0, 42, 0, 0, 0, 8,
        0, 1,
        0x01, 0x12, 0, 3, 0, 0, 0, 1, (byte)(orientation >> 8), (byte)orientation, 0, 0,
        0, 0, 0, 0,
    ];

    // As ImageMagick writes it: 72 digits a line.
    private static byte[] PngText(string chunk, string keyword, byte[] exif)
    {
        string digits = string.Join('\n', Convert.ToHexStringLower(exif).Chunk(72).Select(line => new string(line)));
        byte[] text = System.Text.Encoding.ASCII.GetBytes($"\nexif\n{exif.Length,8}\n{digits}\n");
        byte[] start = System.Text.Encoding.ASCII.GetBytes($"{keyword}\0");
        return chunk == "tEXt" ? [.. start, .. text] : [.. start, 0, .. PngBytes.Pack(text)];
    }
}
