using System.CommandLine;

namespace ClipSurgery.Tools;

/// <summary>What the redundant features are measured over.</summary>
internal sealed class ContextOption(string standard = "default")
{
    private readonly Option<string> _context = new("--context")
    {
        Description = "Texts that a map's redundancy is measured over (segment: with --instances one): none, default (59 names of PASCAL Context), labels (the asked texts), " +
            "or a file with one text a line",
        DefaultValueFactory = _ => standard,
    };

    /// <summary>The option, for commands that cannot do without a CLIP model where it is given.</summary>
    public Option Option => _context;

    public void AddTo(Command command) => command.Options.Add(_context);

    /// <summary>The context as it was asked for.</summary>
    public string Name(ParseResult parse) => parse.GetRequiredValue(_context);

    /// <summary>What maps of a method depend on: the context's name, and a file's content.</summary>
    public string Describe(ParseResult parse, MapMethod method)
    {
        string value = parse.GetRequiredValue(_context);
        return IsLeftToMethod(parse, method) ? "plain"
            : value is "none" or "default" or "labels" || !File.Exists(value) ? value
            : $"{value} {FileHash.Sha256(value)}";
    }

    /// <summary>The context; a method without feature surgery has none unless one is asked for.</summary>
    public LabelContext Read(ParseResult parse, MapMethod method)
    {
        if (IsLeftToMethod(parse, method))
        {
            return LabelContext.Plain;
        }

        if (method.Gradient is not null)
        {
            throw new UsageException($"--context is about feature surgery, which --method {method.Name} has none of; leave one of them out.");
        }

        string value = parse.GetRequiredValue(_context);
        return value switch
        {
            "none" => LabelContext.EmptyText,
            "default" => LabelContext.PascalContext,
            "labels" => LabelContext.AskedTexts,
            _ when File.Exists(value) => LabelContext.Of(TextFile.Read("--context", value)),
            _ => throw new UsageException($"--context {value}: no such file; expected none, default, labels, or a file with one text a line."),
        };
    }

    private bool IsLeftToMethod(ParseResult parse, MapMethod method) =>
        !method.HasFeatureSurgery && parse.GetResult(_context) is not { Implicit: false };
}
