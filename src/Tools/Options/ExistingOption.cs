using System.CommandLine;

namespace ClipSurgery.Tools;

/// <summary>What becomes of labels that pictures have already.</summary>
internal sealed class ExistingOption
{
    private readonly Option<ExistingMode?> _mode = new("--existing")
    {
        Description = "Labels that pictures have: skip those pictures, merge what is found into them, or replace them by what is found",
    };

    private readonly Option<string?> _labels = new("--existing-labels")
    {
        Description = "Where they are: a COCO file, or the folder of an earlier run",
    };

    public void AddTo(Command command)
    {
        command.Options.Add(_mode);
        command.Options.Add(_labels);
    }

    /// <summary>The existing labels; null where none were named.</summary>
    public ExistingLabels? Read(ParseResult parse, LabelSet labels) => (parse.GetValue(_mode), parse.GetValue(_labels)) switch
    {
        (null, null) => null,
        ({ } mode, { } path) => ExistingLabels.Read(path, labels, mode),
        (null, _) => throw new UsageException("--existing-labels needs --existing skip, merge or replace."),
        _ => throw new UsageException("--existing needs --existing-labels: a COCO file, or the folder of an earlier run."),
    };

    /// <summary>The classes that an earlier run, where one was named, has looked for in the same way.</summary>
    public IReadOnlySet<string> Known(ParseResult parse, IReadOnlyDictionary<string, string> provenance, LabelSet labels) =>
        parse.GetValue(_labels) is { } path && parse.GetValue(_mode) != ExistingMode.Skip
            ? EarlierClasses.Of(path, provenance, labels)
            : new HashSet<string>();

    /// <summary>What results depend on.</summary>
    public string Describe(ParseResult parse) => parse.GetValue(_labels) is { } path
        ? $"{parse.GetValue(_mode)} {FileHash.Sha256(ExistingLabels.FileOf(path))}"
        : "none";
}
