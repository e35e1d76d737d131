using System.CommandLine;
using System.CommandLine.Parsing;

namespace ClipSurgery.Tools;

/// <summary>Options of which each belongs to the text before it, or to the only one.</summary>
internal static class OptionsBehindTexts
{
    /// <summary>The given options' values in the order in which they were typed, each with the place of its text; 0 where there is none.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="text">The option of the texts.</param>
    /// <param name="texts">The texts that it has.</param>
    /// <param name="options">What to read.</param>
    /// <exception cref="UsageException">A value stands before the first of several texts.</exception>
    public static IEnumerable<(string Name, string Value, int Text)> Read(
        ParseResult parse, TextOption text, IReadOnlyList<string> texts, params Option[] options)
    {
        int? current = texts.Count <= 1 ? 0 : null;
        foreach ((string name, string value) in Given(parse))
        {
            if (text.IsNamed(name))
            {
                current = texts.Index().First(known => DistinctTexts.Comparer.Equals(known.Item, value.Trim())).Index;
            }
            else if (options.Any(option => option.Name == name))
            {
                yield return (name, value, current ?? throw new UsageException(
                    $"{name} {value}: which text is meant? Put it behind one, as in --text {texts[0]} {name} {value}."));
            }
        }
    }

    private static IEnumerable<(string Name, string Value)> Given(ParseResult parse)
    {
        string name = "";
        foreach (Token token in parse.Tokens)
        {
            if (token.Type == TokenType.Option)
            {
                name = token.Value;
            }
            else if (token.Type == TokenType.Argument && name.Length > 0)
            {
                yield return (name, token.Value);
                name = "";
            }
        }
    }
}
