namespace ClipSurgery;

/// <summary>Runs a model once, on a small grey picture: a graph that loads need not run, or gives something else than numbers.</summary>
internal static class SmokeRun
{
    private const int Side = 32;
    private const byte Grey = 128;

    /// <summary>
    /// Checks a model's files against its manifest, which loading does, and runs it: a SAM by <see cref="RunSam"/>, a converted CLIP by
    /// opening it and its text side, each of which is run once. Of a checkpoint the tensors are checked alone: it holds nothing that runs.
    /// </summary>
    /// <exception cref="ClipSurgeryException">A file is another one, it does not load or run, or an output is not finite.</exception>
    public static void Run(ModelManifest manifest, string directory)
    {
        if (manifest.Kind == ModelKind.Sam)
        {
            RunSam(directory);
        }
        else if (manifest.Clip is not null)
        {
            using ClipModel clip = ClipModel.Load(directory);
            clip.ProbeTexts();
        }
        else
        {
            manifest.Verify(directory, full: true);
            ClipCheckpoint.Open(directory, new ConversionOptions()).Dispose();
        }
    }

    /// <summary>Encodes the picture and asks for a mask.</summary>
    /// <exception cref="ClipSurgeryException">It does not load, does not run, or an output is not finite.</exception>
    public static void RunSam(string directory)
    {
        byte[] pixels = new byte[3 * Side * Side];
        Array.Fill(pixels, Grey);
        using SamModel sam = SamModel.Load(directory);
        using SamImage image = sam.Encode(new RgbImage(Side, Side, pixels));
        SamPromptLimits limits = sam.PromptLimits;
        image.Predict(limits.TakesPoints
            ? new MaskPrompt([new PromptPoint(new ImagePoint(Side / 2, Side / 2), IsPositive: true)])
            : new MaskPrompt([], new BoxXywh(Side / 4, Side / 4, Side / 2, Side / 2)));
    }
}
