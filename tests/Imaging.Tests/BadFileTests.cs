using System.Diagnostics;
using CsCheck;

namespace ClipSurgery.Tests;

/// <summary>Files that must be refused, each with one line that names it; never with another exception.</summary>
public class BadFileTests
{
    [Fact]
    public void A_missing_file_is_named()
    {
        using TemporaryFolder folder = new();
        string path = folder["none.png"];

        Assert.Equal($"{path}: no such file. Check the path.", Message(() => ImageFile.Read(path)));
        Assert.Contains("no such file", Message(() => ImageFile.Read(Path.Combine(path, "deeper.png"))));
    }

    [Fact]
    public void A_folder_is_named()
    {
        string path = Path.GetTempPath();

        Assert.Equal($"{path}: this is a folder; give an image file.", Message(() => ImageFile.Read(path)));
    }

    [Fact]
    public async Task A_pipe_is_refused_without_waiting_for_a_writer()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Needs mkfifo, and told apart on Linux alone.");
        using TemporaryFolder folder = new();
        string path = folder["pipe.png"];
        using (Process mkfifo = Process.Start("mkfifo", [path]))
        {
            await mkfifo.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        Task<string> reading = Task.Run(() => Message(() => ImageFile.Read(path)));

        Assert.Equal(
            $"{path}: this is a pipe, a socket or a device; give an image file.",
            await reading.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken));
    }

    [Fact]
    public void A_device_is_refused()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Needs /dev/zero.");

        Assert.Equal(
            "/dev/zero: this is a pipe, a socket or a device; give an image file.", Message(() => ImageFile.Read("/dev/zero")));
    }

    [Fact]
    public void An_empty_file_is_named()
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("empty.jpg", []);

        Assert.Equal(
            $"{path}: the file is empty (0 bytes). Copy it again, or leave it out.", Message(() => ImageFile.Read(path)));
    }

    [Theory]
    [InlineData("plain text")]
    [InlineData("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"/>")]
    [InlineData("%PDF-1.7")]
    [InlineData("P6\n1 1\n255\n\0\0\0")]
    [InlineData("B")]
    public void What_is_no_listed_format_never_reaches_a_decoder(string content)
    {
        string message = Message(() => ImageFile.Read(System.Text.Encoding.ASCII.GetBytes(content), "notes.png"));

        Assert.Equal(
            "notes.png: this is not an image that can be read; expected JPEG, PNG, WebP, TIFF, BMP or GIF. "
            + "Convert it to PNG, or leave it out.",
            message);
    }

    [Fact]
    public void A_file_above_the_size_limit_is_not_read()
    {
        using TemporaryFolder folder = new();
        string path = folder["huge.tif"];
        using (FileStream sparse = File.Create(path))
        {
            sparse.SetLength(300L << 20);
        }

        Assert.Equal(
            $"{path} has 300 MiB, more than the limit of 256 MiB; save it smaller, or raise ImageLimits.MaxFileBytes.",
            Message(() => ImageFile.Read(path)));
    }

    [Fact]
    public void A_picture_above_the_pixel_limit_is_refused_from_its_header()
    {
        byte[] png = PngBytes.Build(20000, 20000, 8, PngBytes.Rgb, [1, 2, 3]);

        Assert.Equal(
            "photo.png has 20000x20000 = 400 Mpx, more than the limit of 100 Mpx; "
            + "raise it with --max-pixels (ImageLimits.MaxPixels).",
            Message(() => ImageFile.Read(png, "photo.png")));
    }

    [Theory]
    [InlineData("JPEG")]
    [InlineData("PNG")]
    [InlineData("WebP")]
    [InlineData("TIFF")]
    [InlineData("BMP")]
    [InlineData("GIF")]
    public void The_pixel_limit_holds_for_every_format(string format)
    {
        byte[] file = Samples.Encode(format, Samples.Picture(40, 30));

        Assert.Equal(1200, ImageFile.Read(file, "p", new ImageLimits { MaxPixels = 1200 }).Image.Pixels.Length / 3);
        Assert.Equal(
            "p has 40x30 = 1200 pixels, more than the limit of 1199 pixels; raise it with --max-pixels (ImageLimits.MaxPixels).",
            Message(() => ImageFile.Read(file, "p", new ImageLimits { MaxPixels = 1199 })));
    }

    [Fact]
    public void A_header_that_lies_about_the_size_is_refused()
    {
        byte[] png = PngBytes.Build(9000, 9000, 8, PngBytes.Rgb, [1, 2, 3]);

        Assert.StartsWith("lie.png: the PNG data is damaged, cut short", Message(() => ImageFile.Read(png, "lie.png")));
    }

    [Theory]
    [InlineData("JPEG")]
    [InlineData("PNG")]
    [InlineData("WebP")]
    [InlineData("TIFF")]
    [InlineData("BMP")]
    [InlineData("GIF")]
    public void A_truncated_file_is_refused_wherever_it_ends(string format)
    {
        byte[] whole = Samples.Encode(format, Samples.Picture(64, 48));
        foreach (double kept in (double[])[0.02, 0.1, 0.3, 0.5, 0.7, 0.9, 0.97])
        {
            byte[] cut = whole[..(int)(whole.Length * kept)];

            string message = Message(() => ImageFile.Read(cut, "cut"));

            Assert.StartsWith("cut: ", message);
            Assert.DoesNotContain('\n', message);
        }
    }

    [Fact]
    public void A_truncated_file_gives_nothing_of_the_picture_before_it()
    {
        byte[] good = Samples.Encode("JPEG", Samples.Picture(64, 48, seed: 1));
        byte[] other = Samples.Encode("JPEG", Samples.Picture(64, 48, seed: 40));
        byte[] expected = ImageFile.Read(other, "other").Image.Pixels.ToArray();

        _ = ImageFile.Read(good, "good");
        _ = Message(() => ImageFile.Read(other.AsSpan(0, other.Length / 2), "cut"));

        Assert.Equal(expected, ImageFile.Read(other, "other").Image.Pixels.ToArray());
    }

    [Theory]
    [InlineData("JPEG")]
    [InlineData("PNG")]
    [InlineData("WebP")]
    [InlineData("TIFF")]
    [InlineData("BMP")]
    [InlineData("GIF")]
    public void A_flipped_bit_gives_pixels_or_a_message(string format)
    {
        byte[] whole = Samples.Encode(format, Samples.Picture(32, 24));
        for (int i = 0; i < 64; i++)
        {
            // Half of the flips in the header, where they do most harm.
            int at = i < 32 ? i * Math.Min(whole.Length, 128) / 32 : (i - 32) * whole.Length / 32;
            byte[] damaged = [.. whole];
            damaged[at] ^= (byte)(1 << (i % 8));

            AssertPixelsOrMessage(damaged);
        }
    }

    [Theory]
    [InlineData("JPEG")]
    [InlineData("PNG")]
    [InlineData("WebP")]
    [InlineData("TIFF")]
    [InlineData("BMP")]
    [InlineData("GIF")]
    public void Random_bytes_behind_the_right_first_ones_give_pixels_or_a_message(string format)
    {
        byte[] magic = Samples.Magic(format);

        Gen.Byte.Array[0, 500].Sample(tail => AssertPixelsOrMessage([.. magic, .. tail]), iter: 300, threads: 1);
    }

    [Theory]
    [InlineData("png-1x10000000.png", "1x10000000 pixels, more than the limit of 65535 on a side; cut it into parts.")]
    public void A_thin_file_is_refused_from_its_header(string name, string expected)
    {
        string path = TestData.Hostile(name);

        Assert.Equal($"{path} has {expected}", Message(() => ImageFile.Read(path)));
    }

    [Theory]
    [InlineData(251, 1)]
    [InlineData(1, 251)]
    public void A_side_may_be_only_so_many_times_the_other(int width, int height)
    {
        byte[] png = PngBytes.Build(width, height, 8, PngBytes.Rgb, new byte[width * height * 3]);
        byte[] shorter = PngBytes.Build(250, 1, 8, PngBytes.Rgb, new byte[750]);

        Assert.Equal(
            $"thin.png has {width}x{height} pixels; a side may be 250 times as long as the other. Cut it into parts.",
            Message(() => ImageFile.Read(png, "thin.png")));
        Assert.Equal(250, ImageFile.Read(shorter, "thin.png").Image.Width);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(long.MaxValue)]
    public void A_senseless_limit_is_refused(long value)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new ImageLimits { MaxPixels = value });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ImageLimits { MaxFileBytes = value });
    }

    private static void AssertPixelsOrMessage(byte[] file)
    {
        try
        {
            RgbImage image = ImageFile.Read(file, "odd", new ImageLimits { MaxPixels = 1_000_000 }).Image;
            Assert.Equal(image.Width * image.Height * 3, image.Pixels.Length);
        }
        catch (ClipSurgeryException error)
        {
            Assert.StartsWith("odd", error.Message);
            Assert.DoesNotContain('\n', error.Message);
        }
    }

    private static string Message(Action read) => Assert.Throws<ClipSurgeryException>(read).Message;
}
