using System.Security.Cryptography;
using NetVips;

namespace ClipSurgery.Tests;

public class ImageFileTests
{
    // Computed by a decoder of its own: Python's zlib and the five PNG filters.
    [Theory]
    [InlineData("resize/photo.png", 213, 160, "27A874640AC399AD74ACDCA803C93A8404838EB33A6A76335A4FF89A04B63307")]
    [InlineData("resize/noise.png", 61, 37, "108BBE75C1C5AA959F65BE26FBE085C0ECD97D09275BF85B01A5DE25C818FA5E")]
    [InlineData("demo/wide.png", 384, 240, "5B05BFFEB26419F0E643F2D35434404FD5BEAA0E2166C26F5AF5E3C86E38EA92")]
    public void A_png_has_the_pixels_that_an_independent_decoder_finds(string file, int width, int height, string sha256)
    {
        RgbImage image = ImageFile.Read(TestData.Golden(file.Split('/'))).Image;

        Assert.Equal((width, height), (image.Width, image.Height));
        Assert.Equal(sha256, Convert.ToHexString(SHA256.HashData(image.Pixels)));
    }

    [Theory]
    [InlineData("JPEG", 4)]
    [InlineData("PNG", 0)]
    [InlineData("WebP", 0)]
    [InlineData("TIFF", 0)]
    [InlineData("BMP", 0)]
    [InlineData("GIF", 20)]
    public void Every_format_is_told_by_its_bytes_and_gives_the_picture(string format, int tolerance)
    {
        RgbImage picture = Samples.Picture(48, 31);

        LoadedImage loaded = ImageFile.Read(Samples.Encode(format, picture), "picture.xyz");

        Assert.Equal((format, 1), (loaded.Format, loaded.ExifOrientation));
        Assert.InRange(Samples.LargestDifference(picture, loaded.Image), 0, tolerance);
    }

    [Theory]
    [InlineData("JPEG")]
    [InlineData("PNG")]
    [InlineData("WebP")]
    [InlineData("TIFF")]
    [InlineData("BMP")]
    [InlineData("GIF")]
    public void A_single_pixel_is_a_picture(string format)
    {
        LoadedImage loaded = ImageFile.Read(Samples.Encode(format, new RgbImage(1, 1, [200, 200, 200])), "dot");

        Assert.Equal((1, 1), (loaded.Image.Width, loaded.Image.Height));
        Assert.InRange(loaded.Image.Pixels[0], 198, 202);
    }

    [Theory]
    [InlineData("with space.png")]
    [InlineData("Größe-猫-кот.png")]
    [InlineData("a[1]%20{x}.jpg")]
    public void Any_file_name_will_do(string name)
    {
        using TemporaryFolder folder = new();
        RgbImage picture = Samples.Picture(7, 5);

        LoadedImage loaded = ImageFile.Read(folder.Write(name, Samples.Encode("PNG", picture)));

        Assert.Equal("PNG", loaded.Format);
        Assert.Equal(picture.Pixels, loaded.Image.Pixels);
    }

    [Fact]
    public void A_file_that_was_replaced_under_its_name_is_read_anew()
    {
        using TemporaryFolder folder = new();
        RgbImage first = Samples.Picture(9, 9, seed: 1);
        RgbImage second = Samples.Picture(9, 9, seed: 2);

        Assert.Equal(first.Pixels, ImageFile.Read(folder.Write("same.png", Samples.Encode("PNG", first))).Image.Pixels);
        Assert.Equal(second.Pixels, ImageFile.Read(folder.Write("same.png", Samples.Encode("PNG", second))).Image.Pixels);
    }

    [Theory]
    [InlineData("GIF")]
    [InlineData("WebP")]
    [InlineData("TIFF")]
    public void Of_several_frames_or_pages_the_first_is_read(string format)
    {
        using Image red = Samples.ToVips(Solid(20, 10, 255, 0, 0));
        using Image blue = Samples.ToVips(Solid(20, 10, 0, 0, 255));
        using Image both = red.Join(blue, Enums.Direction.Vertical);
        byte[] bytes = format switch
        {
            "GIF" => both.GifsaveBuffer(pageHeight: 10),
            "WebP" => both.WebpsaveBuffer(lossless: true, pageHeight: 10),
            _ => both.TiffsaveBuffer(pageHeight: 10),
        };

        RgbImage image = ImageFile.Read(bytes, "frames").Image;

        Assert.Equal((20, 10), (image.Width, image.Height));
        Assert.Equal(Solid(20, 10, 255, 0, 0).Pixels, image.Pixels);
    }

    [Fact]
    public async Task Many_threads_read_the_same_as_one()
    {
        byte[][] files = [.. Enumerable.Range(1, 12).Select(seed => Samples.Encode("JPEG", Samples.Picture(90, 70, seed)))];
        byte[][] alone = [.. files.Select(file => ImageFile.Read(file, "alone").Image.Pixels.ToArray())];

        byte[][] together = await Task.WhenAll(
            files.Select(file => Task.Run(() => ImageFile.Read(file, "together").Image.Pixels.ToArray())));

        Assert.Equal(alone, together);
    }

    private static RgbImage Solid(int width, int height, byte r, byte g, byte b)
    {
        byte[] pixels = new byte[width * height * 3];
        for (int i = 0; i < pixels.Length; i += 3)
        {
            (pixels[i], pixels[i + 1], pixels[i + 2]) = (r, g, b);
        }

        return new RgbImage(width, height, pixels);
    }
}
