namespace ClipSurgery.Tools;

/// <summary>What segments by text in a run: CLIP beside a SAM model, or SAM 3 alone.</summary>
/// <param name="Clip">The CLIP model; null where SAM 3 answers to texts by itself.</param>
/// <param name="Sam">The SAM model.</param>
internal sealed record LoadedSegmenter(ClipModel? Clip, SamModel Sam) : IDisposable
{
    /// <summary>Where the terms of SAM 3's weights lie, for a folder that does not say it.</summary>
    private const string Sam3License = "SAM License (Meta), see https://github.com/facebookresearch/sam3/blob/main/LICENSE";

    /// <summary>Puts the models to use.</summary>
    public ITextSegmenter Segmenter { get; } = Clip is null ? new Sam3TextSegmenter(Sam) : new TextSegmenter(Clip, Sam);

    /// <summary>The licence of the SAM model's weights.</summary>
    public string SamLicense => Sam.Manifest?.License ?? (Sam.CanReadText ? Sam3License : "unknown");

    /// <summary>Measures what presence and instances need of CLIP, with a progress bar where that takes time: once a checkpoint and size.</summary>
    public void Prepare(ToolConsole console, SegmentOptions options, CancellationToken cancellationToken)
    {
        if (Clip is not null && (options.Instances == InstanceMode.Auto || options.Presence is not 0))
        {
            console.Progress(
                $"measuring {Clip.Manifest.Name}, once", progress => Clip.Prepare(progress, cancellationToken));
        }
    }

    /// <summary>Tells of texts that are longer than the model's context.</summary>
    public void NoteTruncated(ToolConsole console, IReadOnlyList<string> texts, CancellationToken cancellationToken)
    {
        (IEnumerable<string> truncated, int length) = Clip is null
            ? (texts.Zip(Sam.Sam3!.Texts.Encode(texts, cancellationToken)).Where(text => text.Second.IsTruncated).Select(text => text.First),
                Sam.Sam3!.Texts.ContextLength)
            : (Clip.Embed(texts, cancellationToken).TruncatedTexts, Clip.Config.ContextLength);
        foreach (string text in truncated)
        {
            console.Note($"'{PlainText.Short(text)}' is longer than {length} tokens and was cut.");
        }
    }

    public void Dispose()
    {
        Clip?.Dispose();
        Sam.Dispose();
    }
}
