using System.CommandLine;
using System.Text.Json;
using Spectre.Console;

namespace ClipSurgery.Tools;

/// <summary>
/// <c>explain</c>: which tokens of a sentence, or texts of a vocabulary, a picture answers to most, and where (CLIP Surgery's
/// multimodal visualisation, arXiv 2304.05653, figure 5).
/// </summary>
internal sealed class ExplainCommand
{
    private readonly ExplainOptions _explain = new();
    private readonly PictureOptions _pictures = new();
    private readonly ModelOptions _models = new();

    public Command Create(ToolConsole console)
    {
        Command command = new("explain", Help.Text(
            "Rank the tokens of a sentence, or the texts of a file, by how much a picture answers to them: a page in explain/.",
            "clip-surgery explain photo.jpg --sentence \"a photo of a cat on the grass\"",
            "clip-surgery explain photo.jpg --vocabulary words.txt --top 5"));
        _pictures.AddTo(command, withJson: true);
        _explain.AddTo(command);
        _models.AddTo(command, withSam: false);
        command.SetWork(console, (parse, cancellationToken) => Run(console, parse, cancellationToken));
        return command;
    }

    private int Run(ToolConsole console, ParseResult parse, CancellationToken cancellationToken)
    {
        string? sentence = _explain.ReadSentence(parse);
        IReadOnlyList<string> vocabulary = _explain.ReadVocabulary(parse);
        int top = _explain.ReadTop(parse);
        IReadOnlyList<InputPicture> pictures = _pictures.ReadPictures(parse, []);
        bool json = _pictures.WantsJson(parse);
        PictureLoop loop = new(console, _pictures.ReadLimits(parse), json);
        string output = _pictures.PrepareOutput(parse);
        using ClipModel clip = _models.LoadClip(parse, console, vocabulary);
        Func<RgbImage, IReadOnlyList<SimilarityMap>> locate = Locator(console, clip, sentence, vocabulary, cancellationToken);
        loop.Run(
            pictures,
            (picture, loaded) =>
            {
                IReadOnlyList<ExplainedText> ranked = ExplainedText.Rank(locate(loaded.Image));
                new ExplainResults(output, picture, sentence).Write(loaded.Image, ranked, top);
                if (json)
                {
                    JsonLine.Write(console.Data, line => WriteLine(line, picture, ranked));
                }
            },
            cancellationToken);
        console.People.MarkupLine(Markup.Escape(
            $"{Quantity.Of(pictures.Count - loop.FailureCount, "picture")}, {loop.FailureCount} failed -> {output}"));
        return loop.ExitCode;
    }

    /// <summary>Embeds what is asked for once, and tells what was cut; the result finds it in a picture.</summary>
    private static Func<RgbImage, IReadOnlyList<SimilarityMap>> Locator(
        ToolConsole console, ClipModel clip, string? sentence, IReadOnlyList<string> vocabulary, CancellationToken cancellationToken)
    {
        if (sentence is null)
        {
            ClipPreparation.NoteTruncated(console, clip.Embed(vocabulary, cancellationToken).TruncatedTexts, clip.Config.ContextLength);
            return image => clip.Locate(image, vocabulary, LabelContext.AskedTexts, cancellationToken);
        }

        TokenEmbeddings tokens = clip.EmbedTokens(sentence, cancellationToken);
        if (tokens.IsTruncated)
        {
            console.Note($"the sentence is longer than {clip.Config.ContextLength} tokens and was cut.");
        }

        return image => tokens.Locate(clip.Encode(image, cancellationToken));
    }

    private static void WriteLine(Utf8JsonWriter json, InputPicture picture, IReadOnlyList<ExplainedText> ranked)
    {
        json.WriteString("file", picture.FileName);
        json.WriteStartArray("texts");
        foreach (ExplainedText text in ranked)
        {
            json.WriteStartObject();
            json.WriteString("text", text.Text);
            json.WriteNumber("position", text.Position);
            json.WriteNumber("score", JsonLine.Round(text.Score));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
