namespace ClipSurgery.Tests;

public class OverlayTests
{
    [Fact]
    public void A_mask_has_a_solid_edge_two_pixels_wide_and_a_mixed_inside()
    {
        RgbImage image = Grey(60, 60);
        OverlayInstance instance = new(Mask.FromBitmap(60, 60, Box(60, 60, 10, 30, 40, 50)), "cat", 1);

        RgbImage drawn = Overlay.Instances(image, [instance]);

        Rgb color = LabelPalette.Color(1);
        Assert.Equal(color, At(drawn, 10, 40));
        Assert.Equal(color, At(drawn, 11, 40));
        Assert.Equal(new Rgb(86, 124, 162), At(drawn, 12, 40)); // 100 + 0.4 * (colour - 100)
        Assert.Equal(color, At(drawn, 39, 40));
        Assert.Equal(new Rgb(58, 58, 58), At(drawn, 40, 40)); // the hairline
        Assert.Equal(new Rgb(100, 100, 100), At(drawn, 41, 40));
        Assert.Equal(image.Pixels, Grey(60, 60).Pixels);
    }

    [Fact]
    public void The_caption_stands_above_the_masks_left_edge_in_a_dark_box()
    {
        RgbImage drawn = Overlay.Instances(Grey(80, 60), [new OverlayInstance(Mask.FromBitmap(80, 60, Box(80, 60, 20, 30, 40, 50)), "I", 0)]);

        // The box is 11 high; the bar takes 2 pixels, 3 are free, then the letter: an I is 3 pixels of ink in its first row.
        Assert.Equal(LabelPalette.Color(0), At(drawn, 20, 19));
        Assert.Equal(new Rgb(34, 34, 34), At(drawn, 22, 19));
        Assert.Equal([false, true, true, true, false], Enumerable.Range(25, 5).Select(x => At(drawn, x, 21).R == 255));
        Assert.Equal(new Rgb(100, 100, 100), At(drawn, 20, 18));
    }

    [Fact]
    public void Captions_of_masks_at_one_place_do_not_cover_each_other()
    {
        byte[] mask = Box(100, 100, 20, 40, 60, 80);

        RgbImage drawn = Overlay.Instances(
            Grey(100, 100), [new OverlayInstance(Mask.FromBitmap(100, 100, mask), "one", 0), new OverlayInstance(Mask.FromBitmap(100, 100, mask), "two", 1)]);

        Assert.Equal(LabelPalette.Color(0), At(drawn, 20, 30));
        Assert.Equal(LabelPalette.Color(1), At(drawn, 20, 45));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 200)]
    [InlineData(200, 3)]
    [InlineData(1500, 20)]
    public void Pictures_of_any_shape_can_be_drawn_on(int width, int height)
    {
        byte[] all = new byte[width * height];
        Array.Fill(all, (byte)1);

        RgbImage drawn = Overlay.Instances(Grey(width, height), [new OverlayInstance(Mask.FromBitmap(width, height, all), "a long label é\n", 30)]);

        Assert.Equal((width, height), (drawn.Width, drawn.Height));
    }

    [Fact]
    public void An_empty_mask_draws_nothing()
    {
        RgbImage image = Grey(20, 20);

        Assert.Equal(image.Pixels, Overlay.Instances(image, [new OverlayInstance(Mask.FromBitmap(20, 20, new byte[400]), "none", 0)]).Pixels);
    }

    [Fact]
    public void A_mask_of_another_size_is_refused_with_both_numbers()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(
            () => Overlay.Instances(Grey(4, 4), [new OverlayInstance(Mask.FromBitmap(5, 3, new byte[15]), "x", 0)]));

        Assert.Contains("A mask for a picture of 4x4 has its size; one of 5x3 was given", error.Message);
    }

    [Fact]
    public void Points_are_green_or_red_with_a_white_rim()
    {
        PromptPoint positive = new(new ImagePoint(20.5f, 20.5f), true);
        PromptPoint negative = new(new ImagePoint(70.5f, 20.5f), false);

        RgbImage drawn = Overlay.Points(Grey(100, 40), [positive, negative]);

        Assert.Equal(new Rgb(0, 176, 64), At(drawn, 20, 20));
        Assert.Equal(new Rgb(224, 32, 32), At(drawn, 70, 20));
        Assert.Equal(new Rgb(255, 255, 255), At(drawn, 25, 20));
        Assert.Equal(new Rgb(100, 100, 100), At(drawn, 27, 20));
    }

    [Fact]
    public void Points_outside_the_picture_are_left_out()
    {
        RgbImage image = Grey(30, 30);

        RgbImage drawn = Overlay.Points(
            image, [new PromptPoint(new ImagePoint(-1e30f, 5), true), new PromptPoint(new ImagePoint(5, float.NaN), false)]);

        Assert.Equal(image.Pixels, drawn.Pixels);
    }

    [Fact]
    public void Forty_labels_have_forty_colours()
    {
        Assert.Equal(40, Enumerable.Range(0, 40).Select(LabelPalette.Color).Distinct().Count());
    }

    [Fact]
    public void Every_printable_character_has_a_glyph_of_its_own_and_others_are_question_marks()
    {
        string[] glyphs = [.. Enumerable.Range(' ', 95).Select(code => Glyph((char)code))];

        Assert.Equal(95, glyphs.Distinct().Count());
        Assert.Equal(Glyph('?'), Glyph('é'));
        Assert.Equal(Glyph('?'), Glyph('\n'));
        Assert.Equal(".###.#...##...#######...##...##...#.....", Glyph('A'));
    }

    private static string Glyph(char character) => string.Concat(
        from y in Enumerable.Range(0, BitmapFont.Height)
        from x in Enumerable.Range(0, BitmapFont.Width)
        select BitmapFont.IsInk(character, x, y) ? '#' : '.');

    private static RgbImage Grey(int width, int height)
    {
        byte[] pixels = new byte[width * height * 3];
        Array.Fill(pixels, (byte)100);
        return new RgbImage(width, height, pixels);
    }

    private static byte[] Box(int width, int height, int left, int top, int right, int bottom)
    {
        byte[] mask = new byte[width * height];
        for (int y = top; y < bottom; y++)
        {
            mask.AsSpan((y * width) + left, right - left).Fill(1);
        }

        return mask;
    }

    private static Rgb At(RgbImage image, int x, int y)
    {
        ReadOnlySpan<byte> pixel = image.Row(y).Slice(x * 3, 3);
        return new Rgb(pixel[0], pixel[1], pixel[2]);
    }
}
