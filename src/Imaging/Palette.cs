namespace ClipSurgery;

/// <summary>Colours for labels: strong and well apart, each as far as possible in hue from those before it.</summary>
internal static class Palette
{
    /// <summary>The golden angle in degrees: successive hues never repeat and spread evenly.</summary>
    private const double GoldenAngle = 137.508;

    public static (byte Red, byte Green, byte Blue) At(int index)
    {
        double hue = (350 + index * GoldenAngle) % 360 / 60;
        byte Channel(double offset)
        {
            double k = (offset + hue) % 6;
            return (byte)(255 * (1 - 0.85 * Math.Max(0, Math.Min(Math.Min(k, 4 - k), 1))));
        }

        return (Channel(5), Channel(3), Channel(1));
    }
}
