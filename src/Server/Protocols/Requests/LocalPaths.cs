using System.Text.RegularExpressions;

namespace ClipSurgery;

/// <summary>Messages of the library name files; what goes to a client keeps their names, and not where they lie.</summary>
internal static partial class LocalPaths
{
    /// <summary>The message with each absolute path cut to its last part.</summary>
    public static string Hide(string message) => AbsolutePath().Replace(message, "$1");

    // A slash or a drive that begins a word, folders, and the last part, which stays.
    [GeneratedRegex(@"(?<![\w:/\\.])(?:/|[A-Za-z]:[/\\]|\\\\)(?:[^\s/\\:;,""'()]+[/\\])+([^\s/\\:;,""'()]*)", RegexOptions.CultureInvariant)]
    private static partial Regex AbsolutePath();
}
