using System.Text.RegularExpressions;

namespace ClipSurgery;

/// <summary>Messages of the library name files; what goes to a client keeps their names, and not where they lie.</summary>
internal static partial class LocalPaths
{
    /// <summary>The message with each absolute path cut to its last part.</summary>
    /// <param name="message">The message.</param>
    /// <param name="folders">
    /// Folders of this machine that it may name, by their full paths: a name with a blank in it is found by this alone. What lies in them
    /// keeps its path from there; they themselves become an ellipsis.
    /// </param>
    public static string Hide(string message, params IReadOnlyList<string> folders)
    {
        foreach (string folder in folders)
        {
            message = message
                .Replace(folder + Path.DirectorySeparatorChar, "", StringComparison.Ordinal)
                .Replace(folder, "…", StringComparison.Ordinal);
        }

        return AbsolutePath().Replace(message, "$1");
    }

    // A slash or a drive that begins a word, folders, and the last part, which stays.
    [GeneratedRegex(@"(?<![\w:/\\.])(?:/|[A-Za-z]:[/\\]|\\\\)(?:[^\s/\\:;,""'()]+[/\\])+([^\s/\\:;,""'()]*)", RegexOptions.CultureInvariant)]
    private static partial Regex AbsolutePath();
}
