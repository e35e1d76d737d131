using System.CommandLine;
using System.CommandLine.Parsing;

namespace ClipSurgery.Tools;

/// <summary>What is wrong with a command line, in one line.</summary>
internal static class CommandLineProblem
{
    /// <summary>What there is not comes first, since it makes problems of what follows it; then the parser's first one.</summary>
    public static string Describe(ParseResult parse)
    {
        Command command = parse.CommandResult.Command;
        string help = command is RootCommand ? "'clip-surgery --help'" : $"'clip-surgery {command.Name} --help'";
        string? name = parse.UnmatchedTokens.FirstOrDefault(token => !token.StartsWith('-'));
        if (name is not null && command.Subcommands.Count > 0)
        {
            return $"{name}: no such command; {Near(name, command.Subcommands)}see {help}.";
        }

        if (UnknownOption(parse) is { } unknown)
        {
            return $"Unknown option {unknown}; {Near(unknown, command.Options.Where(option => !option.Hidden))}see {help}.";
        }

        if (name is not null)
        {
            return $"{name}: one name too many; see {help}.";
        }

        ParseError error = parse.Errors[0];
        return error.SymbolResult is OptionResult { Tokens: [var value], Option: var option }
            && Expected(option.ValueType) is { } expected
            ? $"{option.Name} {value.Value}: expected {expected}; see {help}."
            : $"{error.Message.TrimEnd('.')}; see {help}.";
    }

    /// <summary>Either nothing took it, or an argument that takes any number of names refused it.</summary>
    private static string? UnknownOption(ParseResult parse) =>
        parse.Errors.Select(error => error.SymbolResult).OfType<ArgumentResult>()
            .SelectMany(argument => argument.Tokens).Select(token => token.Value)
            .Concat(parse.UnmatchedTokens)
            .FirstOrDefault(value => value.StartsWith('-'))?.Split('=')[0];

    private static string Near(string typed, IEnumerable<Symbol> symbols) =>
        NearestWord.Find(typed, [.. symbols.Select(symbol => symbol.Name)]) is { } near ? $"{near} is near; " : "";

    private static string? Expected(Type type)
    {
        Type value = Nullable.GetUnderlyingType(type) ?? type;
        return value.IsEnum ? string.Join(", ", Enum.GetNames(value)).ToLowerInvariant()
            : value == typeof(int) || value == typeof(long) ? "a whole number"
            : value == typeof(double) ? "a number, with a decimal point"
            : null;
    }
}
