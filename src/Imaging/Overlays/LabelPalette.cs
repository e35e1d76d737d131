namespace ClipSurgery;

/// <summary>
/// A colour for each label, the same in every picture: twelve that are easily told apart, then hues by the golden angle.
/// </summary>
internal static class LabelPalette
{
    private const double GoldenAngle = 137.50776405003785;

    private static readonly Rgb[] Named =
    [
        new(255, 64, 64),
        new(64, 160, 255),
        new(64, 208, 80),
        new(255, 192, 0),
        new(200, 96, 255),
        new(0, 224, 224),
        new(255, 128, 32),
        new(255, 112, 192),
        new(176, 232, 48),
        new(112, 112, 255),
        new(0, 176, 144),
        new(208, 144, 96),
    ];

    /// <summary>The colour of the label at a place of the label set, counted from 0.</summary>
    public static Rgb Color(int labelIndex) =>
        labelIndex < Named.Length ? Named[labelIndex] : FromHue(labelIndex * GoldenAngle % 360);

    // Full saturation and value (HSV), lifted a little so that no hue is too dark for a caption's edge.
    private static Rgb FromHue(double degrees)
    {
        return new Rgb(Channel(5), Channel(3), Channel(1));

        byte Channel(int offset)
        {
            double place = (offset + (degrees / 60)) % 6;
            double value = 1 - Math.Clamp(Math.Min(place, 4 - place), 0, 1);
            return (byte)Math.Round(64 + (191 * value));
        }
    }
}
