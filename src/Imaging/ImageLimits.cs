namespace ClipSurgery;

/// <summary>What a picture file may be at most; checked before its pixels are decoded.</summary>
public sealed record ImageLimits
{
    /// <summary>Most pixels, width times height. Defaults to 100 million.</summary>
    public long MaxPixels
    {
        get;
        init => field = value > 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "The pixel limit must be above 0.");
    } = 100_000_000;

    /// <summary>Most bytes of a file. Defaults to 256 MiB.</summary>
    public long MaxFileBytes
    {
        get;
        init => field = value > 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "The file limit must be above 0.");
    } = 256 << 20;

    /// <summary>Checks a size that a header announces.</summary>
    internal void CheckPixels(string name, long width, long height)
    {
        if (width < 1 || height < 1)
        {
            throw new ClipSurgeryException($"{name}: has a size of {width}x{height}; expected at least 1x1.");
        }

        if (width > int.MaxValue || height > int.MaxValue || width * height > Math.Min(MaxPixels, Array.MaxLength / 3))
        {
            throw new ClipSurgeryException(
                $"{name}: has {width}x{height} pixels, more than the limit of {MaxPixels}; raise it with --max-pixels, or scale the picture down.");
        }
    }
}
