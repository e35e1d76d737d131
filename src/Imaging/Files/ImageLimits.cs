using System.Globalization;

namespace ClipSurgery;

/// <summary>
/// What of a file is taken on. Limits are checked before a pixel is decoded, so that a small file that claims a huge picture
/// costs nothing. Beside those that can be set, a side may have 65,535 pixels, and the longer one 250 times the shorter one.
/// </summary>
public sealed record ImageLimits
{
    private const int MostSide = 65_535;

    // SAM's input has 256 to 1024 pixels on its longer side: beyond, nothing is left of the shorter one.
    private const int MostRatio = 250;

    /// <summary>
    /// The largest picture, width × height, in pixels: 1 to 715,827,863 (what one array of RGB bytes holds). Defaults to
    /// 100,000,000.
    /// </summary>
    public long MaxPixels
    {
        get;
        init => field = InRange(value, Array.MaxLength / 3, nameof(MaxPixels));
    }
    = 100_000_000;

    /// <summary>The largest file in bytes: 1 to 2,147,483,591. Defaults to 256 MiB.</summary>
    public long MaxFileBytes
    {
        get;
        init => field = InRange(value, Array.MaxLength, nameof(MaxFileBytes));
    }
    = 256L << 20;

    /// <summary>Which values of a picture with 16 bits a channel become 255. Defaults to 65535.</summary>
    public DepthRange DepthRange { get; init; }

    internal void CheckFile(string name, long bytes)
    {
        if (bytes == 0)
        {
            throw new ClipSurgeryException($"{name}: the file is empty (0 bytes). Copy it again, or leave it out.");
        }

        if (bytes > MaxFileBytes)
        {
            throw new ClipSurgeryException(
                $"{name} has {Amount(bytes, 1 << 20, "MiB", "bytes")}, more than the limit of "
                + $"{Amount(MaxFileBytes, 1 << 20, "MiB", "bytes")}; save it smaller, or raise ImageLimits.MaxFileBytes.");
        }
    }

    internal void CheckPixels(string name, int width, int height)
    {
        (int shorter, int longer) = (Math.Min(width, height), Math.Max(width, height));
        if (longer > MostSide)
        {
            throw new ClipSurgeryException(string.Create(
                CultureInfo.InvariantCulture,
                $"{name} has {width}x{height} pixels, more than the limit of {MostSide} on a side; cut it into parts."));
        }

        if (longer > (long)shorter * MostRatio)
        {
            throw new ClipSurgeryException(string.Create(
                CultureInfo.InvariantCulture,
                $"{name} has {width}x{height} pixels; a side may be {MostRatio} times as long as the other. Cut it into parts."));
        }

        long pixels = (long)width * height;
        if (pixels > MaxPixels)
        {
            throw new ClipSurgeryException(
                $"{name} has {width}x{height} = {Amount(pixels, 1_000_000, "Mpx", "pixels")}, more than the limit of "
                + $"{Amount(MaxPixels, 1_000_000, "Mpx", "pixels")}; raise it with --max-pixels (ImageLimits.MaxPixels).");
        }
    }

    private static long InRange(long value, long largest, string name)
    {
        if (value < 1 || value > largest)
        {
            throw new ArgumentOutOfRangeException(name, value, $"{name} must lie between 1 and {largest}.");
        }

        return value;
    }

    // Whole units where they say enough; small amounts in full, lest two different numbers read the same.
    private static string Amount(long value, long unit, string unitName, string name) => value >= 10 * unit && value % unit == 0
        ? string.Create(CultureInfo.InvariantCulture, $"{value / unit} {unitName}")
        : value >= unit
            ? string.Create(CultureInfo.InvariantCulture, $"{(double)value / unit:0.##} {unitName}")
            : string.Create(CultureInfo.InvariantCulture, $"{value} {name}");
}
