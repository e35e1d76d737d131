using System.CommandLine;

namespace ClipSurgery.Tools;

/// <summary>What a picture is explained by: the tokens of one sentence, or the texts of a vocabulary.</summary>
internal sealed class ExplainOptions
{
    private const int TopOfSentence = 3;
    private const int TopOfVocabulary = 10;

    private readonly Option<string?> _sentence = new("--sentence") { Description = "A sentence, read as typed; each of its tokens is tried" };
    private readonly Option<string?> _vocabulary = new("--vocabulary") { Description = "A file with one text a line; each is tried" };

    private readonly Option<int?> _top = new("--top")
    {
        Description = $"How many heat maps to draw [default: {TopOfSentence} of a sentence, {TopOfVocabulary} of a vocabulary]",
    };

    public void AddTo(Command command)
    {
        command.Options.Add(_sentence);
        command.Options.Add(_vocabulary);
        command.Options.Add(_top);
    }

    /// <summary>The sentence, or null where a vocabulary is given.</summary>
    public string? ReadSentence(ParseResult parse)
    {
        string? sentence = parse.GetValue(_sentence);
        string? vocabulary = parse.GetValue(_vocabulary);
        return (sentence, vocabulary) switch
        {
            (null, null) => throw new UsageException(
                "nothing to explain with is given; add --sentence \"a photo of a cat\" or --vocabulary words.txt."),
            (not null, not null) => throw new UsageException("--sentence and --vocabulary are both given; expected one of them."),
            (not null, null) when ClipTokenizer.Default.Encode(sentence).Ids.Length == 2 =>
                throw new UsageException("--sentence is blank; give what to explain with, such as --sentence \"a photo of a cat\"."),
            _ => sentence,
        };
    }

    /// <summary>The texts of the vocabulary; none where a sentence is given.</summary>
    public IReadOnlyList<string> ReadVocabulary(ParseResult parse) =>
        parse.GetValue(_vocabulary) is { } path ? TextFile.Read("--vocabulary", path) : [];

    public int ReadTop(ParseResult parse)
    {
        int top = parse.GetValue(_top) ?? (parse.GetValue(_sentence) is null ? TopOfVocabulary : TopOfSentence);
        return top > 0 ? top : throw new UsageException($"--top {top} is not above 0; give the number of heat maps to draw.");
    }
}
