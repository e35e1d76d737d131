namespace ClipSurgery.Tests;

public class OverlayTests
{
    [Fact]
    public void A_heat_map_is_four_tenths_picture_and_six_tenths_colour()
    {
        RgbImage white = new(3, 1, [255, 255, 255, 100, 100, 100, 0, 0, 0]);

        RgbImage drawn = Overlay.HeatMap(white, [0, 0.5f, 1]);

        // JET: dark blue (0, 0, 128), step 127 (126, 255, 130), dark red (128, 0, 0).
        Assert.Equal([102, 102, 178, 115, 193, 118, 76, 0, 0], drawn.Pixels.ToArray());
    }

    [Fact]
    public void A_heat_map_of_another_size_is_refused() =>
        Assert.Throws<ArgumentException>(() => Overlay.HeatMap(new RgbImage(2, 2, new byte[12]), new float[3]));

    [Fact]
    public void A_masks_contour_is_solid_and_what_lies_outside_is_kept()
    {
        RgbImage grey = new(40, 40, [.. Enumerable.Repeat((byte)100, 4800)]);
        byte[] bitmap = new byte[1600];
        for (int y = 25; y < 35; y++)
        {
            bitmap.AsSpan(y * 40 + 25, 10).Fill(1);
        }

        RgbImage drawn = Overlay.Masks(grey, [new OverlayMask(Mask.FromBitmap(40, 40, bitmap), "A", 0)]);

        (byte red, byte green, byte blue) = Palette.At(0);
        Assert.Equal([red, green, blue], drawn.Row(25)[75..78].ToArray());
        Assert.Equal((byte)(100 + (red - 100) * 0.4), drawn.Row(30)[90]);
        Assert.Equal([100, 100, 100], drawn.Row(38)[114..117].ToArray());
    }
}
