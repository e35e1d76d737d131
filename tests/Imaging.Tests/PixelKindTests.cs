using NetVips;

namespace ClipSurgery.Tests;

/// <summary>Grey, transparent, deep, palette and CMYK files become 8-bit RGB.</summary>
public class PixelKindTests
{
    [Fact]
    public void Grey_is_repeated_in_three_channels()
    {
        byte[] png = PngBytes.Build(3, 1, 8, PngBytes.Grey, [0, 100, 255]);

        Assert.Equal([0, 0, 0, 100, 100, 100, 255, 255, 255], Read(png));
    }

    [Fact]
    public void One_bit_is_black_and_white()
    {
        byte[] png = PngBytes.Build(3, 2, 1, PngBytes.Grey, [0b1010_0000, 0b0110_0000]);

        Assert.Equal([255, 0, 255, 0, 255, 255], EveryThird(Read(png)));
    }

    [Fact]
    public void Four_grey_bits_are_spread_over_the_whole_range()
    {
        byte[] png = PngBytes.Build(4, 1, 4, PngBytes.Grey, [0x0F, 0x81]);

        Assert.Equal([0, 255, 136, 17], EveryThird(Read(png)));
    }

    [Fact]
    public void Grey_with_transparency_is_laid_on_white()
    {
        byte[] png = PngBytes.Build(3, 1, 8, PngBytes.GreyAlpha, [50, 0, 50, 255, 100, 128]);

        byte[] pixels = EveryThird(Read(png));

        Assert.Equal([255, 50], pixels[..2]);
        Assert.InRange(pixels[2], 176, 178); // (100 * 128 + 255 * 127) / 255 = 177.2
    }

    [Fact]
    public void Rgba_is_laid_on_white()
    {
        byte[] png = PngBytes.Build(3, 1, 8, PngBytes.Rgba, [9, 8, 7, 0, 9, 8, 7, 255, 0, 100, 255, 51]);

        byte[] pixels = Read(png);

        Assert.Equal([255, 255, 255, 9, 8, 7], pixels[..6]);
        Assert.InRange(pixels[6], 203, 205); // 255 * 204 / 255 = 204
        Assert.InRange(pixels[7], 223, 225); // 20 + 204 = 224
        Assert.Equal(255, pixels[8]);
    }

    [Fact]
    public void Sixteen_bit_grey_keeps_its_upper_eight()
    {
        byte[] png = PngBytes.Build(4, 1, 16, PngBytes.Grey, [0x00, 0xFF, 0x01, 0x00, 0x80, 0x7F, 0xFF, 0xFF]);

        Assert.Equal([0, 1, 128, 255], EveryThird(Read(png)));
    }

    [Fact]
    public void Sixteen_bit_rgb_keeps_its_upper_eight()
    {
        byte[] png = PngBytes.Build(1, 1, 16, PngBytes.Rgb, [0x12, 0x34, 0xAB, 0xCD, 0xFF, 0xFF]);

        Assert.Equal([0x12, 0xAB, 0xFF], Read(png));
    }

    [Fact]
    public void Sixteen_bit_rgba_is_laid_on_white()
    {
        byte[] png = PngBytes.Build(
            2, 1, 16, PngBytes.Rgba, [0x12, 0x12, 0xAB, 0xAB, 0x40, 0x40, 0xFF, 0xFF, 0, 0, 0, 0, 0, 0, 0, 0]);

        Assert.Equal([0x12, 0xAB, 0x40, 255, 255, 255], Read(png));
    }

    [Fact]
    public void A_palette_is_looked_up_and_its_transparent_colour_is_white()
    {
        byte[] colors = [1, 2, 3, 40, 50, 60, 70, 80, 90, 0, 0, 0];
        byte[] opacity = [255, 255, 255, 0];

        byte[] png = PngBytes.Build(4, 1, 2, PngBytes.Palette, [0b00_01_10_11], ("PLTE", colors), ("tRNS", opacity));

        Assert.Equal([1, 2, 3, 40, 50, 60, 70, 80, 90, 255, 255, 255], Read(png));
    }

    [Theory]
    [InlineData(Enums.BandFormat.Uchar, Enums.Interpretation.Bw, 77, 77)]
    [InlineData(Enums.BandFormat.Ushort, Enums.Interpretation.Grey16, 0x4D80, 0x4D)]
    public void Grey_tiff_of_both_depths_is_read(
        Enums.BandFormat depth, Enums.Interpretation interpretation, int stored, byte expected)
    {
        using Image black = Image.Black(5, 4);
        using Image filled = black.Linear([1], [stored]);
        using Image cast = filled.Cast(depth);
        using Image tagged = cast.Copy(interpretation: interpretation);

        Assert.All(Read(tagged.TiffsaveBuffer()), value => Assert.Equal(expected, value));
    }

    [Fact]
    public void Sixteen_bit_rgb_tiff_is_read()
    {
        using Image raw = Image.NewFromMemoryCopy<ushort>([0x1234, 0xABCD, 0xFFFF], 1, 1, 3, Enums.BandFormat.Ushort);
        using Image tagged = raw.Copy(interpretation: Enums.Interpretation.Rgb16);

        Assert.Equal([0x12, 0xAB, 0xFF], Read(tagged.TiffsaveBuffer()));
    }

    [Theory]
    [InlineData(Enums.Interpretation.Grey16, 1)]
    [InlineData(Enums.Interpretation.Rgb16, 3)]
    [InlineData(Enums.Interpretation.Rgb16, 4)]
    public void Eleven_bits_in_sixteen_are_noted_and_spread_where_that_is_asked_for(Enums.Interpretation interpretation, int bands)
    {
        ushort[] values = [.. Enumerable.Range(0, 2 * bands).Select(i => i % bands == 3 ? ushort.MaxValue : (ushort)(i < bands ? 2047 : 1024))];
        using Image raw = Image.NewFromMemoryCopy<ushort>(values, 2, 1, bands, Enums.BandFormat.Ushort);
        using Image tagged = raw.Copy(interpretation: interpretation);
        const string Note = "it uses 11 of its 16 bits (the largest value is 2047) and is nearly black; "
            + "--depth-range auto spreads them (ImageLimits.DepthRange)";

        foreach (byte[] file in (byte[][])[tagged.TiffsaveBuffer(), tagged.PngsaveBuffer()])
        {
            LoadedImage dark = ImageFile.Read(file, "dark");
            LoadedImage bright = ImageFile.Read(file, "bright", new ImageLimits { DepthRange = DepthRange.Auto });

            Assert.Equal([7, 7, 7, 4, 4, 4], dark.Image.Pixels.ToArray());
            Assert.Equal([Note], dark.Notes);
            Assert.Equal([255, 255, 255, 128, 128, 128], bright.Image.Pixels.ToArray());
            Assert.Empty(bright.Notes);
        }
    }

    [Fact]
    public void Sixteen_bits_that_are_used_are_not_noted_and_never_spread()
    {
        byte[] png = PngBytes.Build(2, 1, 16, PngBytes.Grey, [0x12, 0x34, 0x80, 0x00]);

        LoadedImage loaded = ImageFile.Read(png, "full", new ImageLimits { DepthRange = DepthRange.Auto });

        Assert.Equal([0x12, 0x80], EveryThird(loaded.Image.Pixels.ToArray()));
        Assert.Empty(loaded.Notes);
    }

    [Fact]
    public void One_bit_tiff_is_black_and_white()
    {
        using Image raw = Image.NewFromMemoryCopy<byte>([255, 0, 255, 255, 0, 0], 3, 2, 1, Enums.BandFormat.Uchar);
        using Image tagged = raw.Copy(interpretation: Enums.Interpretation.Bw);

        Assert.Equal([255, 0, 255, 255, 0, 0], EveryThird(Read(tagged.TiffsaveBuffer(bitdepth: 1))));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_cmyk_jpeg_becomes_rgb_with_and_without_its_profile(bool embedded)
    {
        RgbImage picture = new(1, 1, [200, 60, 50]);
        using Image rgb = Samples.ToVips(picture);
        using Image large = rgb.Embed(0, 0, 16, 16, extend: Enums.Extend.Copy);
        using Image cmyk = large.IccTransform("cmyk", inputProfile: "srgb");
        byte[] jpeg = cmyk.JpegsaveBuffer(q: 95, keep: embedded ? Enums.ForeignKeep.All : Enums.ForeignKeep.None);

        byte[] pixels = Read(jpeg);

        Assert.Equal(16 * 16 * 3, pixels.Length);
        Assert.InRange(pixels[0], 190, 210);
        Assert.InRange(pixels[1], 50, 70);
        Assert.InRange(pixels[2], 40, 60);
    }

    [Fact]
    public void No_ink_is_white_and_black_ink_is_dark()
    {
        byte[] ink = new byte[16 * 16 * 4];
        for (int i = 0; i < ink.Length; i += 4)
        {
            ink[i + 3] = i < ink.Length / 2 ? (byte)0 : (byte)255;
        }

        using Image raw = Image.NewFromMemoryCopy<byte>(ink, 16, 16, 4, Enums.BandFormat.Uchar);
        using Image cmyk = raw.Copy(interpretation: Enums.Interpretation.Cmyk);
        byte[] pixels = Read(cmyk.JpegsaveBuffer(q: 95));

        Assert.All(pixels[..3], value => Assert.InRange(value, 250, 255));
        Assert.All(pixels[^3..], value => Assert.InRange(value, 0, 60));
    }

    // What Pillow does too: CLIP's reference sees the stored numbers.
    [Fact]
    public void An_rgb_profile_changes_nothing()
    {
        RgbImage picture = Samples.Picture(8, 8);
        using Image vips = Samples.ToVips(picture);
        byte[] png = vips.PngsaveBuffer(profile: "p3");
        Assert.Contains(PngBytes.Chunks(png), chunk => chunk.Type == "iCCP");

        Assert.Equal(picture.Pixels.ToArray(), Read(png));
    }

    [Fact]
    public void Floating_point_pixels_are_refused_by_name()
    {
        using Image black = Image.Black(4, 4);
        using Image floats = black.Cast(Enums.BandFormat.Float);
        byte[] tiff = floats.TiffsaveBuffer();

        ClipSurgeryException error = Assert.Throws<ClipSurgeryException>(() => ImageFile.Read(tiff, "depth.tif"));

        Assert.Equal(
            "depth.tif: has 1 channels of the type Float (Bw); expected grey, RGB or CMYK of 8 or 16 bits. Save it again as PNG.",
            error.Message);
    }

    private static byte[] Read(byte[] file) => ImageFile.Read(file, "file").Image.Pixels.ToArray();

    private static byte[] EveryThird(byte[] pixels)
    {
        byte[] first = new byte[pixels.Length / 3];
        for (int i = 0; i < first.Length; i++)
        {
            Assert.Equal((pixels[i * 3], pixels[i * 3]), (pixels[(i * 3) + 1], pixels[(i * 3) + 2]));
            first[i] = pixels[i * 3];
        }

        return first;
    }
}
