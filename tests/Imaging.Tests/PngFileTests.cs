namespace ClipSurgery.Tests;

public class PngFileTests
{
    [Fact]
    public void A_mask_is_written_as_black_and_white_grey()
    {
        using TemporaryFolder folder = new();
        string path = folder["mask.png"];

        PngFile.WriteMask(path, Mask.FromBitmap(3, 2, [0, 1, 0, 1, 1, 0]));

        Assert.Equal(((byte)8, PngBytes.Grey), Kind(path));
        RgbImage image = ImageFile.Read(path).Image;
        Assert.Equal((3, 2), (image.Width, image.Height));
        Assert.Equal([0, 255, 0, 255, 255, 0], Enumerable.Range(0, 6).Select(i => image.Pixels[i * 3]));
    }

    [Fact]
    public void Sixteen_bits_are_kept_in_full()
    {
        using TemporaryFolder folder = new();
        string path = folder["map.png"];

        PngFile.WriteGrey16(path, 2, 2, [0, 1, 0xABCD, 0xFFFF]);

        Assert.Equal(((byte)16, PngBytes.Grey), Kind(path));
        using NetVips.Image image = NetVips.Image.NewFromBuffer(File.ReadAllBytes(path));
        Assert.Equal([0, 1, 0xABCD, 0xFFFF], image.WriteToMemory<ushort>());
    }

    [Fact]
    public void A_picture_comes_back_as_it_was()
    {
        using TemporaryFolder folder = new();
        RgbImage picture = Samples.Picture(61, 37);
        string path = folder["new folder/picture.png"];

        PngFile.WriteRgb(path, picture);

        Assert.Equal(((byte)8, PngBytes.Rgb), Kind(path));
        Assert.Equal(picture.Pixels, ImageFile.Read(path).Image.Pixels);
    }

    [Fact]
    public void The_same_pixels_give_the_same_bytes_and_no_metadata()
    {
        using TemporaryFolder folder = new();
        RgbImage picture = Samples.Picture(200, 150);

        PngFile.WriteRgb(folder["a.png"], picture);
        PngFile.WriteRgb(folder["b.png"], picture);

        byte[] bytes = File.ReadAllBytes(folder["a.png"]);
        Assert.Equal(bytes, File.ReadAllBytes(folder["b.png"]));
        Assert.Equal(["a.png", "b.png"], folder.Names());
        Assert.Equal(["IHDR", "pHYs", "IDAT", "IEND"], PngBytes.Chunks(bytes).Select(chunk => chunk.Type).Distinct());
    }

    [Fact]
    public void A_wrong_number_of_values_is_refused_with_both_numbers()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => PngFile.WriteGrey16("never.png", 3, 3, new ushort[8]));

        Assert.Contains("has 9 values; 8 were given", error.Message);
        Assert.Throws<ArgumentException>(() => PngFile.WriteGrey16("never.png", 3, 3, new ushort[10]));
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_named()
    {
        using TemporaryFolder folder = new();
        string blocked = Path.Combine(folder.Write("file", [1]), "mask.png");

        ClipSurgeryException error = Assert.Throws<ClipSurgeryException>(() => PngFile.WriteMask(blocked, Mask.FromBitmap(1, 1, [1])));

        Assert.StartsWith(blocked, error.Message);
    }

    private static (byte BitDepth, byte ColorType) Kind(string path)
    {
        byte[] header = PngBytes.Chunks(File.ReadAllBytes(path))[0].Data;
        return (header[8], header[9]);
    }
}
