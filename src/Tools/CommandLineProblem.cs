using System.CommandLine;
using System.CommandLine.Parsing;

namespace ClipSurgery.Tools;

/// <summary>What is wrong with a command line, in one line.</summary>
internal static class CommandLineProblem
{
    /// <summary>
    /// The worst problem: an option that there is not, since it makes others of what follows it; else the parser's first one.
    /// </summary>
    public static string Describe(ParseResult parse)
    {
        Command command = parse.CommandResult.Command;
        string help = command is RootCommand ? "'clip-surgery --help'" : $"'clip-surgery {command.Name} --help'";
        if (parse.UnmatchedTokens.FirstOrDefault(token => token.StartsWith('-')) is { } unknown)
        {
            string name = unknown.Split('=')[0];
            string? near = NearestWord.Find(name, [.. command.Options.Where(option => !option.Hidden).Select(option => option.Name)]);
            return $"Unknown option {name}; {(near is null ? "" : $"{near} is near; ")}see {help}.";
        }

        ParseError error = parse.Errors[0];
        return error.SymbolResult is OptionResult { Tokens: [var value], Option: var option } && Expected(option.ValueType) is { } expected
            ? $"{option.Name} {value.Value}: expected {expected}; see {help}."
            : $"{error.Message.TrimEnd('.')}; see {help}.";
    }

    private static string? Expected(Type type)
    {
        Type value = Nullable.GetUnderlyingType(type) ?? type;
        return value.IsEnum ? string.Join(", ", Enum.GetNames(value)).ToLowerInvariant()
            : value == typeof(int) || value == typeof(long) ? "a whole number"
            : value == typeof(double) ? "a number, with a decimal point"
            : null;
    }
}
