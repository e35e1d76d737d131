using System.CommandLine;

namespace ClipSurgery.Tools;

/// <summary>How large pictures may be.</summary>
internal sealed class LimitOption
{
    private readonly Option<long> _maxPixels = new("--max-pixels")
    {
        Description = "Refuse pictures with more pixels",
        DefaultValueFactory = _ => new ImageLimits().MaxPixels,
    };

    public void AddTo(Command command) => command.Options.Add(_maxPixels);

    public ImageLimits Read(ParseResult parse)
    {
        long maxPixels = parse.GetRequiredValue(_maxPixels);
        return maxPixels > 0
            ? new ImageLimits { MaxPixels = maxPixels }
            : throw new UsageException($"--max-pixels {maxPixels} is not above 0; the default is {new ImageLimits().MaxPixels}.");
    }
}
