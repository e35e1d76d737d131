using System.CommandLine;

namespace ClipSurgery.Tools;

/// <summary>
/// How a checkpoint is converted: options of <c>convert</c>, and of every command that may be given an unconverted checkpoint.
/// </summary>
internal sealed class ConversionOptionSet
{
    private readonly Option<AttentionVariant> _attention = new("--attention")
    {
        Description = "Where patch tokens come from",
        DefaultValueFactory = _ => AttentionVariant.Surgery,
    };

    private readonly Option<int> _depth = new("--depth")
    {
        Description = "Number of last blocks on CLIP Surgery's second path",
        DefaultValueFactory = _ => 6,
    };

    private readonly Option<string?> _size = new("--size") { Description = "Input size in pixels, N or WxH; multiples of the patch size" };
    private readonly Option<WeightFormat?> _weights = new("--weights")
    {
        Description = "How a converted model stores its weights (default F32)",
    };

    private readonly Option<ClipActivation?> _activation = new("--activation") { Description = "Overrides the checkpoint's activation" };
    private readonly Option<int?> _visionHeads = new("--vision-heads") { Description = "Overrides the image tower's attention heads" };
    private readonly Option<int?> _textHeads = new("--text-heads") { Description = "Overrides the text tower's attention heads" };
    private readonly Option<string?> _mean = new("--mean") { Description = "Overrides the mean of R,G,B (0 to 1)" };
    private readonly Option<string?> _std = new("--std") { Description = "Overrides the deviation of R,G,B (0 to 1)" };

    /// <summary>The options that all commands with a CLIP model have.</summary>
    public IReadOnlyList<Option> Common => [_depth, _size, _weights, _activation, _visionHeads, _textHeads, _mean, _std];

    /// <summary>Adds the options of <c>convert</c>.</summary>
    public void AddAllTo(Command command)
    {
        command.Options.Add(_attention);
        AddTo(command);
    }

    /// <summary>Adds the options of commands where the method says which attention is meant.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in Common)
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The options, or null where none was given: a converted model is then taken as it is.</summary>
    public ConversionOptions? ReadIfAsked(ParseResult parse, MapMethod method, bool isMethodAsked) =>
        (isMethodAsked && method.Gradient is null) || Common.Any(option => parse.GetResult(option) is { Implicit: false }) ? Read(parse, method.Attention) : null;

    public ConversionOptions Read(ParseResult parse) => Read(parse, parse.GetRequiredValue(_attention));

    private ConversionOptions Read(ParseResult parse, AttentionVariant attention)
    {
        int depth = parse.GetRequiredValue(_depth);
        return new ConversionOptions
        {
            Attention = attention,
            Depth = depth >= 1 ? depth : throw new UsageException($"--depth {depth} is below 1; the paper takes 6."),
            Size = ReadSize(parse.GetValue(_size)),
            Weights = parse.GetValue(_weights),
            Activation = parse.GetValue(_activation),
            VisionHeads = parse.GetValue(_visionHeads),
            TextHeads = parse.GetValue(_textHeads),
            Mean = ReadTriple("--mean", parse.GetValue(_mean)),
            Std = ReadTriple("--std", parse.GetValue(_std)),
        };
    }

    private static (int, int)? ReadSize(string? text)
    {
        if (text is null)
        {
            return null;
        }

        string[] parts = text.Split('x');
        return parts.Length <= 2 && int.TryParse(parts[0], out int width) && int.TryParse(parts[^1], out int height) && width > 0 && height > 0
            ? (width, height)
            : throw new UsageException($"--size {text} is not a size; expected a number or WIDTHxHEIGHT, such as 512 or 640x480.");
    }

    private static float[]? ReadTriple(string option, string? text) =>
        text is null ? null : [.. Numbers.Read(option, text, 3).Select(value => (float)value)];
}
