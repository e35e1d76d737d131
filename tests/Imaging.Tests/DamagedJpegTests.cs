namespace ClipSurgery.Tests;

/// <summary>JPEGs of which the decoder makes a whole picture although pixels are missing, and those that only look like it.</summary>
public class DamagedJpegTests
{
    private const string Damaged =
        "p.jpg: the JPEG data is damaged: pixels are missing, and would be filled with grey. Get a whole copy.";

    private static readonly RgbImage Picture = Samples.Picture(200, 160);
    private static readonly byte[] Whole = Samples.Encode("JPEG", Picture);

    [Theory]
    [InlineData(0xD9)]
    [InlineData(0xC8)]
    [InlineData(0x02)]
    [InlineData(0xD3)]
    public void A_marker_amid_the_pixels_is_damage_wherever_it_stands(byte marker)
    {
        int scan = Scan();
        foreach (double share in (double[])[0.02, 0.1, 0.5, 0.9, 0.99])
        {
            byte[] damaged = [.. Whole];
            int at = scan + (int)((Whole.Length - scan) * share);
            (damaged[at], damaged[at + 1]) = (0xFF, marker);

            Assert.Equal(Damaged, Message(damaged));
        }
    }

    [Fact]
    public void A_real_file_with_an_end_mark_in_its_first_tenth_is_refused()
    {
        Assert.EndsWith(Damaged[5..], Assert.Throws<ClipSurgeryException>(
            () => ImageFile.Read(TestData.Hostile("jpeg-eoi-at-10-percent.jpg"))).Message);
    }

    [Fact]
    public void Stray_bytes_before_markers_of_the_header_are_noted_and_the_picture_is_whole()
    {
        int second = 4 + (Whole[4] << 8) + Whole[5];
        int third = second + 2 + (Whole[second + 2] << 8) + Whole[second + 3];
        byte[] odd = [.. Whole[..second], 1, 2, 3, .. Whole[second..third], 9, .. Whole[third..]];

        LoadedImage loaded = ImageFile.Read(odd, "p.jpg");

        Assert.Equal(ImageFile.Read(Whole, "whole").Image.Pixels, loaded.Image.Pixels);
        Assert.Equal(
            [
                $"3 stray bytes before the marker 0x{Whole[second + 1]:X2} were skipped",
                $"1 stray bytes before the marker 0x{Whole[third + 1]:X2} were skipped",
            ],
            loaded.Notes);
    }

    [Fact]
    public void Bytes_before_and_behind_the_end_mark_are_no_damage()
    {
        byte[] before = [.. Whole[..^2], 0, 0, 0, 0, .. Whole[^2..]];
        byte[] behind = [.. Whole, .. "a video"u8];

        Assert.Empty(ImageFile.Read(before, "before").Notes);
        Assert.Equal(ImageFile.Read(Whole, "whole").Image.Pixels, ImageFile.Read(behind, "behind").Image.Pixels);
    }

    [Fact]
    public void Stray_bytes_do_not_hide_damage()
    {
        int second = 4 + (Whole[4] << 8) + Whole[5];
        byte[] damaged = [.. Whole[..second], 1, 2, 3, .. Whole[second..]];
        int middle = damaged.Length / 2;
        (damaged[middle], damaged[middle + 1]) = (0xFF, 0xD9);

        Assert.Equal(Damaged, Message(damaged));
    }

    [Fact]
    public async Task Damage_in_one_thread_is_not_taken_for_that_of_another()
    {
        byte[] damaged = [.. Whole];
        (damaged[Whole.Length / 2], damaged[(Whole.Length / 2) + 1]) = (0xFF, 0xD9);

        int[] failures = await Task.WhenAll(Enumerable.Range(0, 200).Select(place => Task.Run(() =>
        {
            try
            {
                ImageFile.Read(place % 2 == 0 ? Whole : damaged, "p.jpg");
                return 0;
            }
            catch (ClipSurgeryException)
            {
                return place;
            }
        })));

        Assert.Equal(Enumerable.Range(0, 200).Where(place => place % 2 == 1), failures.Where(place => place > 0));
    }

    private static int Scan()
    {
        int at = 2;
        while (Whole[at + 1] != 0xDA)
        {
            at += 2 + (Whole[at + 2] << 8) + Whole[at + 3];
        }

        return at + 2 + (Whole[at + 2] << 8) + Whole[at + 3];
    }

    private static string Message(byte[] file) => Assert.Throws<ClipSurgeryException>(() => ImageFile.Read(file, "p.jpg")).Message;
}
