namespace ClipSurgery;

/// <summary>The JET colour map: dark blue over cyan and yellow to dark red, 256 steps.</summary>
internal static class JetColours
{
    private static readonly (byte Red, byte Green, byte Blue)[] Steps =
        [.. Enumerable.Range(0, 256).Select(i => (Channel(i, 3), Channel(i, 2), Channel(i, 1)))];

    /// <param name="value">0 to 1; what lies outside is taken as the nearest end.</param>
    public static (byte Red, byte Green, byte Blue) At(float value) => Steps[(int)(Math.Clamp(value, 0, 1) * 255)];

    /// <summary>A channel rises, stays and falls around its own quarter of the range.</summary>
    private static byte Channel(int step, int quarter) =>
        (byte)Math.Round(Math.Clamp(1.5 - Math.Abs(4 * step / 255.0 - quarter), 0, 1) * 255, MidpointRounding.AwayFromZero);
}
