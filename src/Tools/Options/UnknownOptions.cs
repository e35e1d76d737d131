using System.CommandLine;

namespace ClipSurgery.Tools;

/// <summary>Arguments that take any number of names, among which a mistyped option would pass for one.</summary>
internal static class UnknownOptions
{
    public static Argument<string[]> RefuseUnknownOptions(this Argument<string[]> names)
    {
        names.Validators.Add(result =>
        {
            if (result.Tokens.FirstOrDefault(token => token.Value.StartsWith('-') && token.Value.Length > 1 && !Path.Exists(token.Value)) is { } unknown)
            {
                result.AddError($"Unknown option {unknown.Value}");
            }
        });
        return names;
    }
}
