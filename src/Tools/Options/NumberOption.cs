using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;

namespace ClipSurgery.Tools;

/// <summary>Options that take one number. The parser's own reading takes a comma for a thousands' mark: 0,001 would be 1.</summary>
internal static class NumberOption
{
    /// <summary>An option that has a number in any case.</summary>
    public static Option<T> Create<T>(string name, string description, T value)
        where T : struct, INumber<T> =>
        new(name) { Description = description, DefaultValueFactory = _ => value, CustomParser = result => Read<T>(name, result) };

    /// <summary>An option without which there is no number.</summary>
    public static Option<T?> CreateOptional<T>(string name, string description)
        where T : struct, INumber<T> =>
        new(name) { Description = description, CustomParser = result => Read<T>(name, result) };

    private static T Read<T>(string name, ArgumentResult result)
        where T : struct, INumber<T>
    {
        string text = result.Tokens[0].Value;
        if (T.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out T value))
        {
            return value;
        }

        result.AddError($"{name} {text}: expected a number, with a decimal point");
        return default;
    }
}
