using System.Text;
using System.Text.RegularExpressions;

namespace ClipSurgery;

/// <summary>
/// Patterns for relative names with forward slashes, in the manner of <c>.gitignore</c>: <c>*</c> any characters of a part,
/// <c>?</c> one of them, <c>[0-9]</c> and <c>[!0-9]</c> one of a set, <c>**</c> any number of folders, <c>{a,b}</c> one or the
/// other. A pattern without a slash is looked for at every depth, one with a slash from the top. Letter case counts on every
/// system.
/// </summary>
/// <remarks>
/// <c>Microsoft.Extensions.FileSystemGlobbing</c> knows none of <c>?</c>, sets and <c>{a,b}</c>: they match nothing, silently.
/// </remarks>
internal static class GlobPattern
{
    private const RegexOptions Options =
        RegexOptions.NonBacktracking | RegexOptions.Singleline | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    /// <summary>A name that one of the patterns matches; null for no pattern.</summary>
    /// <param name="patterns">The patterns.</param>
    /// <param name="andWithin">True to match whatever lies in a folder that matches, too.</param>
    /// <exception cref="ClipSurgeryException">A pattern is none.</exception>
    public static Regex? AnyOf(IEnumerable<string> patterns, bool andWithin)
    {
        string[] expressions = [.. patterns.Select(ToExpression)];
        return expressions.Length == 0
            ? null
            : new Regex($@"\A({string.Join('|', expressions)}){(andWithin ? "(/.*)?" : "")}\z", Options);
    }

    private static string ToExpression(string pattern)
    {
        if (pattern.Trim('/').Length == 0 || pattern.Contains('\\'))
        {
            throw Error(pattern, "expected something like **/train/*.jpg, with forward slashes");
        }

        string whole = pattern.TrimEnd('/');
        StringBuilder expression = new(whole.Contains('/') ? "" : "(.*/)?");
        bool inBraces = false;
        for (int i = whole.StartsWith('/') ? 1 : 0; i < whole.Length; i++)
        {
            ReadOnlySpan<char> rest = whole.AsSpan(i);
            if (rest.StartsWith("**/"))
            {
                expression.Append("(.*/)?");
                i += 2;
            }
            else if (rest.StartsWith("**"))
            {
                expression.Append(".*");
                i++;
            }
            else if (rest[0] == '[')
            {
                string set = SetAtStart(rest)
                    ?? throw Error(pattern, "expected sets such as [0-9], and [[] for a bracket itself");
                expression.Append(ToExpressionOfSet(set));
                i += set.Length - 1;
            }
            else
            {
                expression.Append(rest[0] switch
                {
                    '*' => "[^/]*",
                    '?' => "[^/]",
                    '{' when !inBraces => "(",
                    '}' when inBraces => ")",
                    ',' when inBraces => "|",
                    '{' or '}' => throw Error(pattern, "expected braces in pairs, none inside another"),
                    _ => Regex.Escape(rest[..1].ToString()),
                });
                inBraces = rest[0] == '{' || (inBraces && rest[0] != '}');
            }
        }

        return inBraces ? throw Error(pattern, "expected braces in pairs, none inside another") : expression.ToString();
    }

    /// <summary>A set with its brackets; null where it is not closed, empty, or has a range that runs backwards.</summary>
    private static string? SetAtStart(ReadOnlySpan<char> rest)
    {
        int first = FirstMember(rest);
        int more = rest.Length > first ? rest[(first + 1)..].IndexOf(']') : -1;
        string? set = more < 0 ? null : rest[..(first + more + 2)].ToString();
        for (int i = first + 1; i < set?.Length - 2; i++)
        {
            if (set![i] == '-' && set[i - 1] > set[i + 1])
            {
                return null;
            }
        }

        return set;
    }

    private static int FirstMember(ReadOnlySpan<char> set) => set.StartsWith("[!") ? 2 : 1;

    private static string ToExpressionOfSet(string set)
    {
        int first = FirstMember(set);
        string members = Regex.Replace(set[first..^1], @"[\[\]^]", @"\$0");
        return first == 2 ? $"[^/{members}]" : $"[{members}]";
    }

    private static ClipSurgeryException Error(string pattern, string expected) =>
        new($"\"{QuotedText.Short(pattern)}\" is not a pattern for file names; {expected}.");
}
