using System.CommandLine;

namespace ClipSurgery.Tools;

/// <summary>The texts to look for.</summary>
internal sealed class TextOption
{
    private readonly Option<string[]> _text = new("--text", "-t") { Description = "What to look for, such as \"cat\"; may be given several times" };

    public void AddTo(Command command) => command.Options.Add(_text);

    /// <summary>Whether an option on the command line is this one.</summary>
    public bool IsNamed(string option) => option == _text.Name || _text.Aliases.Contains(option);

    /// <summary>The texts in their order, without blanks around them and without repetitions.</summary>
    public IReadOnlyList<string> Read(ParseResult parse)
    {
        string[] texts = [.. (parse.GetValue(_text) ?? []).Select(text => text.Trim())];
        return texts.Any(text => text.Length == 0)
            ? throw new UsageException("--text is blank; give what to look for, such as --text cat.")
            : [.. texts.Distinct(DistinctTexts.Comparer)];
    }

    /// <summary>The texts; there must be at least one.</summary>
    public IReadOnlyList<string> ReadRequired(ParseResult parse) => Read(parse) is { Count: > 0 } texts
        ? texts
        : throw new UsageException("no text is given; add what to look for, such as --text cat.");
}
