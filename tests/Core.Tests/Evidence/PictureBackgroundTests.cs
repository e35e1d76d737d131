namespace ClipSurgery.Tests;

public class PictureBackgroundTests
{
    /// <summary>Three patches show the same, one something else: distances from their mean (.25, .25) are .354 and 1.061, or 1 to 3.</summary>
    private static readonly float[] Patches = [0, 0, 0, 0, 0, 0, 1, 1];

    private readonly PictureBackground _background = PictureBackground.Of(Patches, [1, 0], 2);

    [Fact]
    public void The_centre_lies_where_patches_differ()
    {
        const float Centre = 81f / (3 + 81);

        Assert.All(_background.MovedCentre([0, 0], 1), value => Assert.Equal(Centre, value, 1e-5));
        Assert.All(_background.MovedCentre([0.4f, 0.4f], 0.25f), value => Assert.Equal(Centre + 0.1f, value, 1e-5));
    }

    /// <summary>Along (1, 0) patches lie .964 before the centre, or .036 behind; along (1, −1) nowhere.</summary>
    [Fact]
    public void The_unit_is_how_far_patches_reach_and_what_is_usual()
    {
        double centre = 81.0 / 84;
        double usual = (3 * centre * centre + (1 - centre) * (1 - centre)) / 4;
        float diagonal = MathF.Sqrt(0.5f);

        Assert.Equal(Math.Sqrt(usual), _background.Spreads([1, 0], 0.5f)[0], 1e-5);
        Assert.Equal(Math.Sqrt(usual / 2), _background.Spreads([diagonal, -diagonal], 0.5f)[0], 1e-5);
        Assert.Equal(Math.Sqrt(usual), _background.Spreads([diagonal, -diagonal], 0)[0], 1e-5);
    }

    [Fact]
    public void A_picture_lies_where_its_mean_patch_does()
    {
        ImageTokens tokens = new((float[])[9, 9, 1, 0, 0, 1], 2, 1, 2);

        Assert.All(_background.ShiftOf(tokens), value => Assert.Equal(0.5f - 81f / 84, value, 1e-5));
    }
}
