namespace ClipSurgery;

/// <summary>A finished conversion of a SAM.</summary>
/// <param name="Directory">The folder that holds the converted model.</param>
/// <param name="Settings">Where each part of its configuration comes from.</param>
public sealed record SamConversionResult(string Directory, IReadOnlyList<CheckpointSetting> Settings);

/// <summary>
/// Turns a Segment Anything checkpoint (safetensors, the original code's keys or those of Hugging Face's <c>SamModel</c>) into
/// <c>encoder.onnx</c>, <c>decoder.onnx</c>, their weights in one file, and <c>model.json</c>. Opset 17 and a few operators of ONNX Runtime's
/// own, 32-bit floats.
/// </summary>
public static class SamCheckpointConverter
{
    private const string EncoderFile = "encoder.onnx";
    private const string DecoderFile = "decoder.onnx";
    private const string Unknown = "unknown";
    private const float PixelRange = 255;

    /// <summary>
    /// Converts a checkpoint into a folder that does not exist yet or is empty; it appears there only when it is complete.
    /// </summary>
    /// <param name="checkpoint">The checkpoint's folder, or its <c>.safetensors</c> file.</param>
    /// <param name="outputDirectory">Where the converted model goes.</param>
    /// <returns>Null where the checkpoint is no SAM; nothing is written then.</returns>
    /// <exception cref="ClipSurgeryException">The checkpoint cannot be converted, or the folder cannot be written.</exception>
    public static SamConversionResult? TryConvert(string checkpoint, string outputDirectory)
    {
        using SamCheckpoint? opened = SamCheckpoint.TryOpen(checkpoint);
        if (opened is null)
        {
            return null;
        }

        ConversionFolder.RequireEmpty(outputDirectory);
        (SamNormalization? normalization, string source) = ReadNormalization(opened);
        ConversionFolder.Make(outputDirectory, "Give a folder that you may write to", folder =>
        {
            Write(opened, folder);
            WriteManifest(opened, checkpoint, folder, normalization);
        });
        return new SamConversionResult(
            outputDirectory,
            [
                new("layout", opened.Naming, "tensor names"),
                new("input", $"{opened.Side}x{opened.Side}, patches of {opened.Patch}", "shapes"),
                new("image encoder", $"{opened.Layers} blocks of {opened.Width} channels", "shapes"),
                new("decoder", $"{opened.Channels} channels", "shapes"),
                new("decoder heads", $"{opened.DecoderHeads}", opened.HeadsSource),
                new("mean, std", normalization is null ? "ImageNet's" : $"{string.Join(", ", normalization.Mean)}; {string.Join(", ", normalization.Std)}", source),
            ]);
    }

    private static void Write(SamCheckpoint checkpoint, string folder)
    {
        using FileStream stream = new(Path.Combine(folder, CheckpointGraphs.WeightsFile), FileMode.CreateNew, FileAccess.Write);
        ExternalWeights weights = new(stream, CheckpointGraphs.WeightsFile);
        byte[] encoder = new SamEncoderGraph(checkpoint, new OnnxGraphBuilder("sam_encoder", weights)).Build();
        byte[] decoder = new SamDecoderGraph(checkpoint, new OnnxGraphBuilder("sam_decoder", weights)).Build();
        checkpoint.CheckAllRead();
        stream.Flush(flushToDisk: true);
        File.WriteAllBytes(Path.Combine(folder, EncoderFile), encoder);
        File.WriteAllBytes(Path.Combine(folder, DecoderFile), decoder);
    }

    private static void WriteManifest(SamCheckpoint checkpoint, string source, string folder, SamNormalization? normalization)
    {
        string original = Path.GetDirectoryName(Path.GetFullPath(checkpoint.Path))!;
        ModelManifest.TryRead(original, out ModelManifest? known);
        string[] files = [EncoderFile, DecoderFile, CheckpointGraphs.WeightsFile];
        new ModelManifest
        {
            Name = known?.Name ?? Path.GetFileNameWithoutExtension(Path.TrimEndingDirectorySeparator(Path.GetFullPath(source))),
            Kind = ModelKind.Sam,
            Description = known?.Description ?? "Converted from a checkpoint.",
            License = known?.License ?? Unknown,
            Source = known?.Source ?? Unknown,
            Files = files.ToDictionary(file => file, file => ModelFile.Describe(Path.Combine(folder, file))),
            Sam = normalization,
        }.Write(folder);
    }

    /// <summary>What a <c>preprocessor_config.json</c> beside the weights says, on values of 0 to 255.</summary>
    private static (SamNormalization? Normalization, string Source) ReadNormalization(SamCheckpoint checkpoint)
    {
        string path = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(checkpoint.Path))!, PreprocessorConfig.FileName);
        if (!File.Exists(path))
        {
            return (null, "default");
        }

        using System.Text.Json.JsonDocument json = CheckpointJson.Read(path);
        PreprocessorConfig config = new(json.RootElement);
        if (config is not { Mean: { } mean, Std: { } std })
        {
            return (null, "default");
        }

        return std.All(value => value > 0) && mean.Concat(std).All(float.IsFinite)
            ? (new SamNormalization(Scaled(mean), Scaled(std)), PreprocessorConfig.FileName)
            : throw new ClipSurgeryException($"{path}: image_std is {string.Join(", ", std)}; expected numbers above 0.");

        static float[] Scaled(float[] values) => [.. values.Select(value => MathF.Round(value * PixelRange, 3))];
    }
}
