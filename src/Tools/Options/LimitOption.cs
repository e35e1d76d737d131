using System.CommandLine;

namespace ClipSurgery.Tools;

/// <summary>How large pictures may be, and which values of 16 bits are bright.</summary>
internal sealed class LimitOption
{
    private readonly Option<long> _maxPixels = new("--max-pixels")
    {
        Description = "Refuse pictures with more pixels",
        DefaultValueFactory = _ => new ImageLimits().MaxPixels,
    };

    private readonly Option<DepthRange> _depthRange = new("--depth-range")
    {
        Description = "What is white in 16-bit pictures; auto: the largest number of the bits that a picture uses, for 10 to 14 bits in 16",
        DefaultValueFactory = _ => DepthRange.Full,
    };

    public void AddTo(Command command)
    {
        command.Options.Add(_maxPixels);
        command.Options.Add(_depthRange);
    }

    public ImageLimits Read(ParseResult parse)
    {
        long maxPixels = parse.GetRequiredValue(_maxPixels);
        return maxPixels > 0
            ? new ImageLimits { MaxPixels = maxPixels, DepthRange = parse.GetRequiredValue(_depthRange) }
            : throw new UsageException($"--max-pixels {maxPixels} is not above 0; the default is {new ImageLimits().MaxPixels}.");
    }
}
