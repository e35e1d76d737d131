using System.CommandLine;

namespace ClipSurgery.Tools;

/// <summary>Refuses what would pass for something that was not meant.</summary>
internal static class StrictInput
{
    /// <summary>A mistyped option would pass for the name of a file.</summary>
    public static Argument<string[]> RefuseUnknownOptions(this Argument<string[]> names)
    {
        names.Validators.Add(result =>
        {
            if (result.Tokens.FirstOrDefault(token => token.Value.StartsWith('-') && !Path.Exists(token.Value)) is { } unknown)
            {
                result.AddError($"Unknown option {unknown.Value}");
            }
        });
        return names;
    }

    /// <summary>A variable of a script that is not set would pass for the current folder.</summary>
    public static Option<T> RefuseBlank<T>(this Option<T> option)
    {
        option.Validators.Add(result =>
        {
            if (result.Tokens.Any(token => string.IsNullOrWhiteSpace(token.Value)))
            {
                result.AddError($"{option.Name} is blank");
            }
        });
        return option;
    }
}
