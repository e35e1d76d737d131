using System.Text.Json;

namespace ClipSurgery;

/// <summary>A finished conversion.</summary>
/// <param name="Directory">The folder that holds the converted model.</param>
/// <param name="Config">Its configuration.</param>
/// <param name="Settings">Where each part of the configuration comes from.</param>
/// <param name="Warnings">What should be known before the model is used, one line each; also in its manifest.</param>
public sealed record ConversionResult(
    string Directory, ClipConfig Config, IReadOnlyList<CheckpointSetting> Settings, IReadOnlyList<string> Warnings);

/// <summary>
/// Turns a CLIP checkpoint (safetensors, Hugging Face or OpenAI/OpenCLIP keys) into <c>visual.onnx</c>, <c>text.onnx</c>,
/// <c>attention.onnx</c>, <c>gradients.onnx</c> and, for a vision transformer, <c>bimodal.onnx</c> and <c>legrad.onnx</c>; their weights in
/// one file; and <c>model.json</c>. Opset 17 and a few operators of ONNX Runtime's own, 32-bit floats.
/// </summary>
public static class CheckpointConverter
{
    /// <summary>Raised whenever converted files change, so that older ones in the cache are left aside.</summary>
    internal const int FormatVersion = 7;

    private const string Unknown = "unknown";

    /// <summary>
    /// Converts a checkpoint into a folder that does not exist yet or is empty; it appears there only when it is complete.
    /// </summary>
    /// <param name="checkpoint">The checkpoint's folder, or its <c>.safetensors</c> file.</param>
    /// <param name="outputDirectory">Where the converted model goes.</param>
    /// <param name="options">What to convert to. Defaults to CLIP Surgery at the checkpoint's own input size.</param>
    /// <exception cref="ClipSurgeryException">The checkpoint cannot be converted, or the folder cannot be written.</exception>
    public static ConversionResult Convert(string checkpoint, string outputDirectory, ConversionOptions? options = null)
    {
        ConversionFolder.RequireEmpty(outputDirectory);
        using ClipCheckpoint opened = ClipCheckpoint.Open(checkpoint, options ?? new ConversionOptions());
        Write(opened, checkpoint, outputDirectory, "Give a folder that you may write to");
        return new ConversionResult(outputDirectory, opened.Config, opened.Settings, opened.Warnings);
    }

    /// <summary>
    /// The folder of the cache that holds this conversion; it is made when it is not there. Two processes may do so at once: each
    /// writes a folder of its own, and the first to finish names it.
    /// </summary>
    internal static string ConvertOnce(string checkpoint, ConversionOptions options, string cacheDirectory, VerifiedFiles verified = default)
    {
        // Any size may be asked of a converted model, so one conversion serves them all.
        using ClipCheckpoint opened = ClipCheckpoint.Open(checkpoint, options with { Size = null }, verified);
        string manifest = Path.Combine(opened.Folder, ModelManifest.FileName);
        string key = FileHash.Combine(
        [
            $"{FormatVersion}",
            JsonSerializer.Serialize(opened.Config, ManifestJson.Indented.ClipConfig),
            File.Exists(manifest) ? FileHash.Sha256(manifest) : "",
            opened.License ?? "",
            .. opened.Warnings,
        ]);
        string converted = Path.Combine(cacheDirectory, "converted", key[..32]);
        if (!IsWhole(converted))
        {
            if (Directory.Exists(converted))
            {
                Directory.Delete(converted, recursive: true);
            }

            Write(opened, checkpoint, converted, $"Set {CacheFolder.Variable} to a folder that you may write to");
        }

        new ConversionOrigin(FormatVersion, Path.GetFullPath(checkpoint), opened.Config.CheckpointSha256).Remember(converted);
        return converted;
    }

    /// <summary>A cache may be damaged from outside: files that are missing or cut short are noticed, and made again.</summary>
    private static bool IsWhole(string converted)
    {
        try
        {
            ModelManifest.Read(converted).Verify(converted, full: false);
            return true;
        }
        catch (ClipSurgeryException)
        {
            return false;
        }
    }

    private static void Write(ClipCheckpoint checkpoint, string source, string target, string advice) =>
        ConversionFolder.Make(target, advice, folder => WriteManifest(checkpoint, source, folder, CheckpointGraphs.Write(checkpoint, folder)));

    private static void WriteManifest(ClipCheckpoint checkpoint, string source, string folder, IReadOnlyList<string> graphs)
    {
        ModelManifest.TryRead(checkpoint.Folder, out ModelManifest? original);
        string? labels = original?.Labels;
        if (labels is not null)
        {
            File.Copy(Path.Combine(checkpoint.Folder, labels), Path.Combine(folder, labels));
        }

        string[] notes = [.. original?.Notes ?? [], .. checkpoint.Warnings];
        IEnumerable<string> files = labels is null ? graphs : graphs.Append(labels);
        new ModelManifest
        {
            Name = original?.Name ?? Path.GetFileNameWithoutExtension(Path.TrimEndingDirectorySeparator(Path.GetFullPath(source))),
            Kind = ModelKind.Clip,
            Description = original?.Description ?? "Converted from a checkpoint.",
            License = original?.License ?? checkpoint.License ?? Unknown,
            Source = original?.Source ?? Unknown,
            Labels = labels,
            Files = files.ToDictionary(file => file, file => ModelFile.Describe(Path.Combine(folder, file))),
            Clip = checkpoint.Config,
            Notes = notes.Length > 0 ? notes : null,
        }.Write(folder);
    }
}
