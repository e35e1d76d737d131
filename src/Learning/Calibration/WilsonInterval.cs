namespace ClipSurgery;

/// <summary>Between which values a share lies that was seen in some instances: Wilson's score interval, which holds for few, too.</summary>
/// <param name="Low">0 to 1.</param>
/// <param name="High">0 to 1.</param>
internal readonly record struct WilsonInterval(double Low, double High)
{
    /// <summary>The 97.5th percentile of the normal distribution: the interval holds in 95 of 100 cases.</summary>
    private const double Z = 1.959963984540054;

    /// <param name="right">How many of them.</param>
    /// <param name="count">Of how many; 1 or more.</param>
    public static WilsonInterval Of(int right, int count)
    {
        double share = (double)right / count;
        double scale = 1 + Z * Z / count;
        double centre = (share + Z * Z / (2 * count)) / scale;
        double half = Z / scale * Math.Sqrt(share * (1 - share) / count + Z * Z / (4.0 * count * count));
        return new WilsonInterval(Math.Max(0, centre - half), Math.Min(1, centre + half));
    }
}
