namespace ClipSurgery.Tools;

/// <summary>What segments by text in a run: CLIP beside a SAM model, or SAM 3 alone.</summary>
/// <param name="Clip">The CLIP model; null where SAM 3 answers to texts by itself.</param>
/// <param name="Sam">The SAM model.</param>
internal sealed record LoadedSegmenter(ClipModel? Clip, SamModel Sam) : IDisposable
{
    /// <summary>Where the terms of SAM 3's weights lie, for a folder that does not say it.</summary>
    private const string Sam3License = "SAM License (Meta), see https://github.com/facebookresearch/sam3/blob/main/LICENSE";

    /// <summary>Puts the models to use.</summary>
    public ITextSegmenter Segmenter { get; init; } = Clip is null ? new Sam3TextSegmenter(Sam) : new TextSegmenter(Clip, Sam);

    /// <summary>Classes that were learned from examples; null where none were.</summary>
    public Adaptation? Adaptation { get; init; }

    /// <summary>How large pictures are cut; null where they are not.</summary>
    public Tiling? Tiling { get; init; }

    /// <summary>What makes probabilities of scores; null where nothing does.</summary>
    public Calibration? Calibration { get; init; }

    /// <summary>The licence of the SAM model's weights.</summary>
    public string SamLicense => LicenseOf(Sam);

    /// <summary>The licence of a SAM model's weights.</summary>
    public static string LicenseOf(SamModel sam) => sam.Manifest?.License ?? (sam.CanReadText ? Sam3License : "unknown");

    /// <summary>Measures what presence and instances need of CLIP: once a checkpoint and size.</summary>
    public void Prepare(ToolConsole console, SegmentOptions options, CancellationToken cancellationToken)
    {
        if (Clip is not null && (options.Instances == InstanceMode.Auto || options.Presence is not 0 || Calibration is not null))
        {
            ClipPreparation.Measure(Clip, console, cancellationToken);
        }
    }

    /// <summary>Embeds texts, and tells what is odd about them.</summary>
    public void ReadTexts(ToolConsole console, IReadOnlyList<string> texts, CancellationToken cancellationToken)
    {
        console.Notes([.. TextHints.For(texts)]);
        if (Clip is not null)
        {
            ClipPreparation.ReadTexts(Clip, console, texts, cancellationToken);
            return;
        }

        Sam3TextEncoder encoder = Sam.Sam3!.Texts;
        ClipPreparation.NoteTruncated(
            console,
            texts.Zip(encoder.Encode(texts, cancellationToken)).Where(text => text.Second.IsTruncated).Select(text => text.First),
            encoder.ContextLength);
    }

    public void Dispose()
    {
        Clip?.Dispose();
        Sam.Dispose();
    }
}
