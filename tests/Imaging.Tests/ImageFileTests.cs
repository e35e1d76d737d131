using NetVips;

namespace ClipSurgery.Tests;

public sealed class ImageFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("clip surgery ü-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_png_has_its_own_pixels()
    {
        string path = TestData.Golden("resize", "photo.png");

        LoadedImage loaded = ImageFile.Read(path);

        Assert.Equal(("PNG", 1), (loaded.Format, loaded.ExifOrientation));
        Assert.Equal(TestPng.Read(path).Pixels, loaded.Image.Pixels);
    }

    [Theory]
    [InlineData("a.png", "PNG")]
    [InlineData("a.webp", "WebP")]
    [InlineData("a.tif", "TIFF")]
    public void Lossless_formats_keep_every_pixel(string name, string format)
    {
        using Image picture = Picture();
        string path = Save(picture, name, name.EndsWith("webp", StringComparison.Ordinal) ? new VOption { { "lossless", true } } : []);

        LoadedImage loaded = ImageFile.Read(path);

        Assert.Equal(format, loaded.Format);
        Assert.Equal(picture.WriteToMemory<byte>(), loaded.Image.Pixels.ToArray());
    }

    [Theory]
    [InlineData("a.jpg", "JPEG", 4)]
    [InlineData("a.gif", "GIF", 12)]
    public void Lossy_formats_are_close(string name, string format, int tolerance)
    {
        using Image picture = Picture();

        LoadedImage loaded = ImageFile.Read(Save(picture, name, name.EndsWith("jpg", StringComparison.Ordinal) ? new VOption { { "Q", 100 } } : []));

        Assert.Equal(format, loaded.Format);
        byte[] expected = picture.WriteToMemory<byte>();
        Assert.All(expected.Zip(loaded.Image.Pixels.ToArray()), pair => Assert.InRange(pair.Second - pair.First, -tolerance, tolerance));
    }

    [Fact]
    public void Grey_becomes_three_equal_channels()
    {
        using Image grey = Image.NewFromMemory<byte>(new byte[] { 0, 90, 255, 7 }, 2, 2, 1, Enums.BandFormat.Uchar);

        Assert.Equal([0, 0, 0, 90, 90, 90, 255, 255, 255, 7, 7, 7], ImageFile.Read(Save(grey, "g.png")).Image.Pixels.ToArray());
    }

    [Fact]
    public void Alpha_is_composited_on_white()
    {
        using Image grey = Image.NewFromMemory<byte>(new byte[] { 10, 0, 10, 255 }, 2, 1, 2, Enums.BandFormat.Uchar).Copy(interpretation: Enums.Interpretation.Bw);
        using Image colour = Image.NewFromMemory<byte>(new byte[] { 10, 20, 30, 0, 10, 20, 30, 255 }, 2, 1, 4, Enums.BandFormat.Uchar).Copy(interpretation: Enums.Interpretation.Srgb);

        Assert.Equal([255, 255, 255, 10, 10, 10], ImageFile.Read(Save(grey, "ga.png")).Image.Pixels.ToArray());
        Assert.Equal([255, 255, 255, 10, 20, 30], ImageFile.Read(Save(colour, "rgba.png")).Image.Pixels.ToArray());
    }

    [Theory]
    [InlineData("d.png")]
    [InlineData("d.tif")]
    public void Sixteen_bits_become_eight(string name)
    {
        using Image deep = Image.NewFromMemory<ushort>(new ushort[] { 0, 0x8000, 0xFFFF, 0x1234, 0x00FF, 0x4000 }, 2, 1, 3, Enums.BandFormat.Ushort)
            .Copy(interpretation: Enums.Interpretation.Rgb16);

        Assert.Equal([0, 0x80, 0xFF, 0x12, 0, 0x40], ImageFile.Read(Save(deep, name)).Image.Pixels.ToArray());
    }

    [Fact]
    public void Cmyk_becomes_rgb()
    {
        using Image cmyk = Image.NewFromMemory<byte>(Enumerable.Repeat<byte[]>([0, 0, 0, 0], 256).SelectMany(p => p).ToArray(), 16, 16, 4, Enums.BandFormat.Uchar)
            .Copy(interpretation: Enums.Interpretation.Cmyk);

        // No ink is paper.
        Assert.All(ImageFile.Read(Save(cmyk, "c.jpg")).Image.Pixels.ToArray(), value => Assert.InRange(value, 250, 255));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void The_orientation_is_applied_once_and_recorded(int orientation)
    {
        // Stored pixels, and where the top left stored pixel lies in the upright picture.
        using Image stored = Image.NewFromMemory<byte>(new byte[] { 255, 0, 0, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9 }, 3, 2, 3, Enums.BandFormat.Uchar)
            .Copy(interpretation: Enums.Interpretation.Srgb).Mutate(image => image.Set(GValue.GIntType, "orientation", orientation));

        LoadedImage loaded = ImageFile.Read(Save(stored, "o.tif"));

        (int width, int height) = orientation <= 4 ? (3, 2) : (2, 3);
        (int x, int y) = orientation switch { 1 or 5 => (0, 0), 2 or 6 => (width - 1, 0), 3 or 7 => (width - 1, height - 1), _ => (0, height - 1) };
        Assert.Equal(orientation, loaded.ExifOrientation);
        Assert.Equal((width, height), (loaded.Image.Width, loaded.Image.Height));
        Assert.Equal(255, loaded.Image.Row(y)[3 * x]);
    }

    [Fact]
    public void A_bmp_is_read_from_the_bottom_with_padded_rows()
    {
        byte[] bmp = Bmp(1, 2, 24, [3, 2, 1, 0, 6, 5, 4, 0]);

        LoadedImage loaded = ImageFile.Read(bmp, "x.bmp");

        Assert.Equal("BMP", loaded.Format);
        Assert.Equal([4, 5, 6, 1, 2, 3], loaded.Image.Pixels.ToArray());
    }

    [Theory]
    [InlineData("a.jpg")]
    [InlineData("a.png")]
    [InlineData("a.webp")]
    [InlineData("a.tif")]
    [InlineData("a.gif")]
    public void A_file_that_is_cut_short_is_refused(string name)
    {
        using Image noise = Image.Gaussnoise(64, 64, mean: 128, sigma: 60).Cast(Enums.BandFormat.Uchar);
        byte[] whole = File.ReadAllBytes(Save(noise, name));
        foreach (double share in (double[])[0.3, 0.6, 0.9])
        {
            ClipSurgeryException error = Assert.Throws<ClipSurgeryException>(() => ImageFile.Read(whole[..(int)(whole.Length * share)], name));

            Assert.StartsWith($"{name}: the ", error.Message);
            Assert.DoesNotContain('\n', error.Message);
        }
    }

    [Fact]
    public void A_bmp_that_is_cut_short_is_refused() =>
        Assert.Contains("cut short", Assert.Throws<ClipSurgeryException>(() => ImageFile.Read(Bmp(1, 2, 24, [3, 2, 1, 0]), "x.bmp")).Message);

    [Fact]
    public void Files_that_are_no_pictures_are_refused_with_what_was_expected()
    {
        string empty = Path.Combine(_folder, "empty.png");
        File.WriteAllBytes(empty, []);

        Assert.Contains("no such file", Refused(Path.Combine(_folder, "missing.png")));
        Assert.Contains("is a folder", Refused(_folder));
        Assert.Contains("is empty", Refused(empty));
        Assert.Contains("expected JPEG, PNG, WebP, TIFF, BMP or GIF",
            Assert.Throws<ClipSurgeryException>(() => ImageFile.Read("<svg xmlns='http://www.w3.org/2000/svg'/>"u8.ToArray(), "x.png")).Message);

        static string Refused(string path) => Assert.Throws<ClipSurgeryException>(() => ImageFile.Read(path)).Message;
    }

    [Fact]
    public void Sizes_are_checked_before_pixels_are_decoded()
    {
        // A header that announces 40000 x 40000 pixels, and no pixels at all.
        byte[] bomb = [.. File.ReadAllBytes(TestData.Golden("resize", "photo.png"))[..16], 0, 0, 0x9C, 0x40, 0, 0, 0x9C, 0x40, 8, 2, 0, 0, 0];

        ClipSurgeryException tooLarge = Assert.Throws<ClipSurgeryException>(() => ImageFile.Read(Bmp(40000, 40000, 24, []), "bomb.bmp"));
        Assert.Contains("40000x40000 pixels, more than the limit of 100000000", tooLarge.Message);
        Assert.Throws<ClipSurgeryException>(() => ImageFile.Read(bomb, "bomb.png"));
        Assert.Contains("more than the limit of 100 ", Assert.Throws<ClipSurgeryException>(
            () => ImageFile.Read(TestData.Golden("resize", "photo.png"), new ImageLimits { MaxFileBytes = 100 })).Message);
        Assert.Contains("213x160 pixels, more than the limit of 1000", Assert.Throws<ClipSurgeryException>(
            () => ImageFile.Read(TestData.Golden("resize", "photo.png"), new ImageLimits { MaxPixels = 1000 })).Message);
    }

    [Theory]
    [InlineData("f.png")]
    [InlineData("f.jpg")]
    [InlineData("f.bmp")]
    public void A_flipped_bit_gives_a_picture_or_one_line(string name)
    {
        using Image picture = Picture();
        byte[] good = name.EndsWith("bmp", StringComparison.Ordinal) ? Bmp(2, 2, 8, new byte[8 + 1024]) : File.ReadAllBytes(Save(picture, name));
        for (int i = 0; i < 64; i++)
        {
            byte[] damaged = [.. good];
            damaged[i * good.Length / 64] ^= (byte)(1 << i % 8);
            try
            {
                LoadedImage loaded = ImageFile.Read(damaged, name, new ImageLimits { MaxPixels = 10_000 });
                Assert.InRange(loaded.Image.Width * loaded.Image.Height, 1, 10_000);
            }
            catch (ClipSurgeryException error)
            {
                Assert.DoesNotContain('\n', error.Message);
            }
        }
    }

    [Fact]
    public void Written_files_read_back()
    {
        RgbImage image = new(2, 1, [1, 2, 3, 250, 251, 252]);
        Mask mask = Mask.FromBitmap(3, 2, [1, 0, 0, 0, 1, 1]);
        string rgb = Path.Combine(_folder, "sub", "rgb.png");
        string grey = Path.Combine(_folder, "mask.png");
        string deep = Path.Combine(_folder, "deep.png");

        PngFile.Write(rgb, image);
        PngFile.WriteMask(grey, mask);
        PngFile.WriteGrey16(deep, 2, 1, [0, 0xABCD]);

        Assert.Equal(image.Pixels, ImageFile.Read(rgb).Image.Pixels);
        using Image readMask = Image.NewFromFile(grey);
        Assert.Equal([255, 0, 0, 0, 255, 255], readMask.WriteToMemory<byte>());
        using Image readDeep = Image.NewFromFile(deep);
        Assert.Equal([0, 0xABCD], readDeep.WriteToMemory<ushort>());
        Assert.Empty(Directory.EnumerateFiles(_folder, "*.tmp", SearchOption.AllDirectories));
    }

    private static Image Picture() =>
        Image.NewFromMemory<byte>(Enumerable.Range(0, 8 * 8).SelectMany(i => (byte[])[(byte)(i * 3), (byte)(200 - i), (byte)(40 + i * 2)]).ToArray(), 8, 8, 3, Enums.BandFormat.Uchar)
            .Copy(interpretation: Enums.Interpretation.Srgb);

    private string Save(Image image, string name, VOption? options = null)
    {
        string path = Path.Combine(_folder, name);
        image.WriteToFile(path, options ?? []);
        return path;
    }

    private static byte[] Bmp(int width, int height, short bits, byte[] rest)
    {
        using MemoryStream file = new();
        using BinaryWriter writer = new(file);
        writer.Write("BM"u8);
        writer.Write(54 + rest.Length);
        writer.Write(0);
        writer.Write(54 + (bits <= 8 ? 4 << bits : 0));
        writer.Write(40);
        writer.Write(width);
        writer.Write(height);
        writer.Write((short)1);
        writer.Write(bits);
        writer.Write(new byte[24]);
        writer.Write(rest);
        return file.ToArray();
    }
}
