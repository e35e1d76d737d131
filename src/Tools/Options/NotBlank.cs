using System.CommandLine;

namespace ClipSurgery.Tools;

/// <summary>Refuses a blank: a variable of a script that is not set would pass for the current folder.</summary>
internal static class NotBlank
{
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
