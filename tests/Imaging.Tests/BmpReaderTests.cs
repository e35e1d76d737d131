namespace ClipSurgery.Tests;

public class BmpReaderTests
{
    private static readonly byte[] TwoColors = [30, 20, 10, 0, 40, 30, 20, 0];

    [Fact]
    public void Rows_come_from_the_bottom_or_from_the_top()
    {
        byte[][] rows = [[3, 2, 1, 6, 5, 4], [9, 8, 7, 12, 11, 10]];

        Assert.Equal([7, 8, 9, 10, 11, 12, 1, 2, 3, 4, 5, 6], Read(BmpBytes.Build(2, 2, 24, rows)));
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], Read(BmpBytes.Build(2, -2, 24, rows)));
    }

    [Theory]
    [InlineData(1, new byte[] { 0b0110_0000 }, new byte[] { 10, 20, 20, 10, 10, 10, 10, 10, 10 })]
    [InlineData(4, new byte[] { 0x01, 0x10, 0x00, 0x01, 0x10 }, new byte[] { 10, 20, 20, 10, 10, 10, 10, 20, 20 })]
    [InlineData(8, new byte[] { 0, 1, 1, 0, 0, 0, 0, 1, 1 }, new byte[] { 10, 20, 20, 10, 10, 10, 10, 20, 20 })]
    public void Palettes_of_all_depths_are_looked_up(int bits, byte[] row, byte[] expected)
    {
        byte[] palette = [30, 20, 10, 0, 40, 30, 20, 0];

        byte[] pixels = Read(BmpBytes.Build(9, 1, bits, [row], palette, colors: 2));

        Assert.Equal(expected.SelectMany(red => (byte[])[red, (byte)(red + 10), (byte)(red + 20)]), pixels);
    }

    [Fact]
    public void An_index_beyond_the_palette_is_black()
    {
        Assert.Equal([0, 0, 0], Read(BmpBytes.Build(1, 1, 8, [[200]], [30, 20, 10, 0], colors: 1)));
    }

    [Fact]
    public void Thirty_two_bits_without_masks_have_no_transparency()
    {
        Assert.Equal([1, 2, 3], Read(BmpBytes.Build(1, 1, 32, [[3, 2, 1, 0]])));
    }

    [Fact]
    public void Sixteen_bits_are_five_a_channel()
    {
        // 0x7C1F: red 31, green 0, blue 31; 0x0200: green 16.
        Assert.Equal([255, 0, 255, 0, 132, 0], Read(BmpBytes.Build(2, 1, 16, [[0x1F, 0x7C, 0x00, 0x02]])));
    }

    [Fact]
    public void Masks_say_where_the_channels_lie()
    {
        byte[] masks565 = [0x00, 0xF8, 0, 0, 0xE0, 0x07, 0, 0, 0x1F, 0, 0, 0];
        byte[] masksRgbx = [0xFF, 0, 0, 0, 0, 0xFF, 0, 0, 0, 0, 0xFF, 0];

        Assert.Equal([255, 130, 0], Read(BmpBytes.Build(1, 1, 16, [[0x00, 0xFC]], masks565, compression: 3)));
        Assert.Equal([1, 2, 3], Read(BmpBytes.Build(1, 1, 32, [[1, 2, 3, 99]], masksRgbx, compression: 3)));
    }

    [Fact]
    public void An_alpha_mask_lays_the_picture_on_white()
    {
        // A BITMAPV4HEADER: 108 bytes, of which the masks are bytes 40 to 55.
        byte[] fields = new byte[68];
        fields[2] = fields[5] = fields[8] = fields[15] = 0xFF;

        byte[] row = [30, 20, 10, 255, 0, 0, 0, 51];

        byte[] pixels = Read(BmpBytes.Build(2, 1, 32, [row], fields, compression: 3, headerBytes: 108));

        Assert.Equal([10, 20, 30, 204, 204, 204], pixels);
    }

    [Fact]
    public void The_oldest_header_is_read()
    {
        byte[] file =
        [
            (byte)'B', (byte)'M', 0, 0, 0, 0, 0, 0, 0, 0, 32, 0, 0, 0,
            12, 0, 0, 0, 2, 0, 1, 0, 1, 0, 1, 0,
            3, 2, 1, 6, 5, 4,
            0b0100_0000, 0, 0, 0,
        ];

        Assert.Equal([1, 2, 3, 4, 5, 6], Read(file));
    }

    [Fact]
    public void The_last_row_needs_no_padding()
    {
        byte[] file = BmpBytes.Build(1, 2, 24, [[3, 2, 1], [6, 5, 4]]);

        Assert.Equal([4, 5, 6, 1, 2, 3], Read(file[..^1]));
    }

    [Fact]
    public void Run_lengths_of_eight_bits_are_unpacked()
    {
        // Bottom row: two of colour 1, then 0, 1 plain with a byte of padding less, end of row; top row: one step right, then colour 1.
        byte[] runs = [2, 1, 0, 3, 0, 1, 1, 0, 0, 0, 0, 2, 1, 0, 2, 1, 0, 1];

        byte[] pixels = Read(BmpBytes.Build(5, 2, 8, [runs], TwoColors, compression: 1, colors: 2));

        Assert.Equal([10, 20, 20, 10, 10, 20, 20, 10, 20, 20], EveryThird(pixels));
    }

    [Fact]
    public void Run_lengths_of_four_bits_are_unpacked()
    {
        // A run that takes turns, three plain ones, and an end without its mark.
        byte[] runs = [3, 0x10, 0, 3, 0x01, 0x10, 0, 0];

        byte[] pixels = Read(BmpBytes.Build(6, 1, 4, [runs], TwoColors, compression: 2, colors: 2));

        Assert.Equal([20, 10, 20, 10, 20, 20], EveryThird(pixels));
    }

    [Theory]
    [InlineData(new byte[] { 2, 1, 0, 0 }, "cut short in row 2 of 2")]
    [InlineData(new byte[] { 2, 1, 0, 200 }, "cut short in row 1 of 2")]
    [InlineData(new byte[] { 0, 0, 0, 0, 2, 1, 2, 1 }, "more rows than its header says (2)")]
    public void Run_lengths_that_do_not_fit_the_header_are_refused(byte[] runs, string expected)
    {
        string message = Message(BmpBytes.Build(2, 2, 8, [runs], TwoColors, compression: 1, colors: 2));

        Assert.Equal($"a.bmp: the BMP data {(expected[0] == 'm' ? "has" : "is")} {expected}. Get a whole copy.", message);
    }

    [Theory]
    [InlineData(4, 24, "a JPEG")]
    [InlineData(5, 24, "a PNG")]
    [InlineData(1, 24, "run lengths of 24 bits a pixel")]
    [InlineData(7, 8, "compression of the type 7 with 8 bits a pixel")]
    public void Another_compression_is_refused_by_name(uint compression, int bits, string expected)
    {
        string message = Message(BmpBytes.Build(2, 1, bits, [[2, 0, 0, 1]], new byte[1024], compression: compression));

        Assert.Equal(
            $"a.bmp: the BMP holds {expected}; expected plain pixels, or run lengths of 4 or 8 bits. Save it again as PNG.", message);
    }

    [Theory]
    [InlineData(0, 1, "a size of 0x1")]
    [InlineData(-4, 1, "a size of -4x1")]
    [InlineData(1, int.MinValue, "a size of 1x0")]
    public void A_senseless_size_is_refused_with_both_numbers(int width, int height, string expected)
    {
        Assert.Contains(expected, Message(BmpBytes.Build(width, height, 24, [[1, 2, 3]])));
    }

    [Fact]
    public void A_header_that_promises_more_than_there_is_is_refused_with_both_numbers()
    {
        string message = Message(BmpBytes.Build(9000, 9000, 24, [[1, 2, 3]]));

        Assert.Equal(
            "a.bmp: the BMP data is cut short: it has 58 bytes, its header asks for 243000054. Get a whole copy.", message);
    }

    [Fact]
    public void A_strange_depth_is_refused()
    {
        Assert.Contains("7 bits a pixel; expected 1, 4, 8, 16, 24 or 32", Message(BmpBytes.Build(1, 1, 7, [[1]])));
    }

    private static byte[] Read(byte[] file) => ImageFile.Read(file, "a.bmp").Image.Pixels.ToArray();

    private static string Message(byte[] file) =>
        Assert.Throws<ClipSurgeryException>(() => ImageFile.Read(file, "a.bmp")).Message;

    private static byte[] EveryThird(byte[] pixels) => [.. pixels.Where((_, place) => place % 3 == 0)];
}
