using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace ClipSurgery;

/// <summary>
/// Parses the plain part of YAML: mappings, lists and texts of one document. Anchors, aliases, tags and deep nesting are refused
/// before anything is built of them: a small file cannot grow into a large one.
/// </summary>
internal static class YamlText
{
    private const int MaxDepth = 16;

    /// <summary>The root of the document.</summary>
    /// <param name="text">The text.</param>
    /// <param name="path">The file it is from, for messages.</param>
    /// <exception cref="ClipSurgeryException">It is not YAML, empty, or more than the plain part.</exception>
    public static YamlEntry Parse(string text, string path)
    {
        try
        {
            RequirePlain(text, path);
            YamlStream stream = [];
            stream.Load(new StringReader(text));
            return new YamlEntry(stream.Documents[0].RootNode, path);
        }
        catch (YamlException error)
        {
            // The parser tells a tab by whatever it was about, often lines before it.
            Mark place = error.Start;
            throw TabIndentedLine(text) is int line
                ? YamlEntry.ErrorAt(path, line, 1, "the line begins with a tab; YAML is indented with spaces")
                : YamlEntry.ErrorAt(path, place.Line, place.Column, $"this is not YAML: {error.Message.TrimEnd('.')}");
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException)
        {
            // What YamlDotNet 18 throws, without a place, for an entry that begins with a colon or a list that is not closed.
            throw new ClipSurgeryException($"{path}: this is not YAML. Close all brackets, quote texts with a colon.", error);
        }
    }

    private static void RequirePlain(string text, string path)
    {
        Parser parser = new(new StringReader(text));
        int depth = 0;
        int documents = 0;
        while (parser.MoveNext())
        {
            ParsingEvent item = parser.Current!;
            depth += item.NestingIncrease;
            documents += item is DocumentStart ? 1 : 0;
            if (ProblemOf(item, depth, documents) is string problem)
            {
                throw YamlEntry.ErrorAt(path, item.Start.Line, item.Start.Column, problem);
            }
        }

        if (documents == 0)
        {
            throw new ClipSurgeryException($"{path}: the file is empty; expected a list of classes under \"classes:\".");
        }
    }

    private static string? ProblemOf(ParsingEvent item, int depth, int documents) => item switch
    {
        AnchorAlias or NodeEvent { Anchor.IsEmpty: false } =>
            "anchors and aliases (& and *) are not taken; write the text out, or quote it",
        NodeEvent { Tag.IsEmpty: false } => "tags (!) are not taken; quote a text that begins with one",
        Scalar { Style: ScalarStyle.Plain } scalar when scalar.End.Line > scalar.Start.Line =>
            $"a text goes on to line {scalar.End.Line}; check the indentation there, or quote the text",
        _ when depth > MaxDepth => $"lists and entries are nested deeper than {MaxDepth}; expected a list of classes",
        _ when documents > 1 => "a second document begins (---); expected one",
        _ => null,
    };

    private static int? TabIndentedLine(string text)
    {
        int line = 1;
        foreach (ReadOnlySpan<char> content in text.AsSpan().EnumerateLines())
        {
            ReadOnlySpan<char> rest = content.TrimStart(' ');
            if (rest.Length > 0 && rest[0] == '\t')
            {
                return line;
            }

            line++;
        }

        return null;
    }
}
