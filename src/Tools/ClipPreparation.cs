namespace ClipSurgery.Tools;

/// <summary>What a CLIP model is asked before the first picture, with progress where it takes time, and what a user should know of it.</summary>
internal static class ClipPreparation
{
    private const int TextsAtOnce = 32;

    /// <summary>Work from which a picture is worth a warning, in that of a picture at the trained size.</summary>
    private const double MuchWork = 100;

    /// <summary>Measures what presence and instances need: once a checkpoint and size.</summary>
    public static void Measure(ClipModel clip, ToolConsole console, CancellationToken cancellationToken) =>
        console.Progress($"measuring {clip.Manifest.Name}, once", progress => clip.Prepare(progress, cancellationToken));

    /// <summary>Embeds texts; the cache then has all of them. Tells of those that are longer than the model's context.</summary>
    public static void ReadTexts(ClipModel clip, ToolConsole console, IReadOnlyList<string> texts, CancellationToken cancellationToken)
    {
        if (texts.Count > TextsAtOnce)
        {
            console.Progress($"embedding {texts.Count} texts", progress =>
            {
                int done = 0;
                foreach (string[] part in texts.Chunk(TextsAtOnce))
                {
                    progress.Report((double)done / texts.Count);
                    clip.Embed(part, cancellationToken);
                    done += part.Length;
                }
            });
        }

        NoteTruncated(console, clip.Embed(texts, cancellationToken).TruncatedTexts, clip.Config.ContextLength);
    }

    public static void NoteTruncated(ToolConsole console, IEnumerable<string> texts, int contextLength)
    {
        foreach (string text in texts)
        {
            console.Note($"'{PlainText.Short(text)}' is longer than {contextLength} tokens and was cut.");
        }
    }

    /// <summary>Warns of an input size that takes long.</summary>
    public static void NoteSize(ClipConfig config, ToolConsole console)
    {
        double work = EncodingCost.Work(config);
        if (work > MuchWork)
        {
            console.Note(
                $"--size {config.InputWidth}x{config.InputHeight} makes {EncodingCost.Patches(config)} patches of each picture: about {work:F0} " +
                $"times the work of the {config.TrainedSize} px that the model was trained on, and {EncodingCost.Bytes(config) >> 20} MB.");
        }
    }
}
