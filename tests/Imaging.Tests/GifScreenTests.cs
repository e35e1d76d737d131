namespace ClipSurgery.Tests;

/// <summary>A GIF is as large as its screen; its first frame may cover a part of it.</summary>
public class GifScreenTests
{
    [Fact]
    public void A_common_screen_with_a_small_frame_keeps_its_size()
    {
        RgbImage image = ImageFile.Read(TestData.Hostile("gif-800x600-canvas-50x50-frame.gif")).Image;

        Assert.Equal((800, 600), (image.Width, image.Height));
    }

    // libnsgif, which libvips uses, takes some screens for mistakes (800x600 among them) and others not.
    [Theory]
    [InlineData(800, 600)]
    [InlineData(640, 480)]
    [InlineData(30, 20)]
    [InlineData(3000, 20)]
    public void A_frame_lies_where_it_belongs_and_the_rest_is_white(int width, int height)
    {
        RgbImage image = ImageFile.Read(Gif(width, height, left: 3, top: 2), "a.gif").Image;

        Assert.Equal((width, height), (image.Width, image.Height));
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                byte[] expected = x is 3 or 4 && y is 2 or 3 ? [200, 10, 20] : [255, 255, 255];
                Assert.True(image.Row(y).Slice(x * 3, 3).SequenceEqual(expected), $"{x}, {y}");
            }
        }
    }

    [Fact]
    public void The_screen_counts_for_the_limit()
    {
        ClipSurgeryException error = Assert.Throws<ClipSurgeryException>(
            () => ImageFile.Read(Gif(800, 600, 0, 0), "a.gif", new ImageLimits { MaxPixels = 1000 }));

        Assert.StartsWith("a.gif has 800x600 = 480000 pixels, more than the limit of 1000 pixels", error.Message);
    }

    // One frame of 2x2 pixels of colour 1 in a palette of two.
    private static byte[] Gif(int width, int height, byte left, byte top) =>
    [
        .. "GIF89a"u8, (byte)width, (byte)(width >> 8), (byte)height, (byte)(height >> 8), 0x80, 0, 0,
        0, 0, 0, 200, 10, 20,
        0x2C, left, 0, top, 0, 2, 0, 2, 0, 0,
        2, 3, 0x4C, 0x12, 0x05, 0,
        0x3B,
    ];
}
