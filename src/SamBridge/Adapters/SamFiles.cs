namespace ClipSurgery;

/// <summary>
/// The ONNX files of a SAM model's folder, under the names that exporters and model hubs give them: <c>encoder.onnx</c>,
/// <c>vision_encoder.onnx</c>, <c>prompt_encoder_mask_decoder.onnx</c>, <c>sam_vit_b.encoder.quant.onnx</c>, in the folder
/// itself or in its <c>onnx</c> folder.
/// </summary>
/// <param name="Encoder">The picture's encoder.</param>
/// <param name="Decoder">The prompts' encoder and the masks' decoder, which are one file in every layout.</param>
/// <param name="LanguageEncoder">The text encoder that SAM 3 has.</param>
internal sealed record SamFiles(string Encoder, string Decoder, string? LanguageEncoder)
{
    private static readonly string[] Languages = ["language", "text"];

    /// <summary>Marks of lower precision in file names, the more precise first.</summary>
    private static readonly string[] Precisions = ["fp16", "int8", "quant", "q4", "bnb4", "q8"];

    /// <summary>All of them, the encoder first.</summary>
    public IEnumerable<string> All => LanguageEncoder is null ? [Encoder, Decoder] : [Encoder, Decoder, LanguageEncoder];

    /// <summary>Finds the files of a folder.</summary>
    /// <exception cref="ClipSurgeryException">The folder is missing, or has none or several files that may be meant.</exception>
    public static SamFiles Find(string directory)
    {
        if (!Directory.Exists(directory))
        {
            throw new ClipSurgeryException($"{directory}: no such folder. Give a SAM model's folder.");
        }

        return Among(directory, OnnxFiles(directory));
    }

    /// <summary>Whether a folder has a text encoder; without one it is no SAM 3. A folder that is not whole is no error here.</summary>
    public static bool HaveLanguageEncoder(string directory) => Encoders(OnnxFiles(directory)).Any(IsLanguageEncoder);

    /// <summary>Finds them among files that need not be on this machine.</summary>
    /// <param name="directory">What the files belong to, for the messages.</param>
    /// <param name="files">The <c>.onnx</c> files of the folder and of its <c>onnx</c> folder.</param>
    /// <exception cref="ClipSurgeryException">There are none or several that may be meant.</exception>
    public static SamFiles Among(string directory, IReadOnlyList<string> files)
    {
        string[] decoders = [.. files.Where(IsDecoder)];
        string[] encoders = [.. Encoders(files)];
        string[] languages = [.. encoders.Where(IsLanguageEncoder)];
        return new SamFiles(
            Pick(directory, "encoder", [.. encoders.Except(languages)]),
            Pick(directory, "decoder", decoders),
            languages.Length == 0 ? null : Pick(directory, "language_encoder", languages));
    }

    private static string[] OnnxFiles(string directory) =>
    [
        .. new[] { directory, Path.Combine(directory, "onnx") }
            .Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.onnx").Order(StringComparer.Ordinal)),
    ];

    private static bool IsDecoder(string file) => Name(file).Contains("decoder");

    private static IEnumerable<string> Encoders(IEnumerable<string> files) =>
        files.Where(file => Name(file).Contains("encoder") && !IsDecoder(file));

    private static bool IsLanguageEncoder(string file) => Languages.Any(Name(file).Contains);

    /// <summary>The plain name first, then the highest precision.</summary>
    private static string Pick(string directory, string role, string[] files)
    {
        if (files.Length == 0)
        {
            throw new ClipSurgeryException(
                $"{Path.Combine(directory, role + ".onnx")}: no such model file, and none whose name has \"{role}\" in it. " +
                "A SAM model's folder has the ONNX files of an encoder and a decoder.");
        }

        string[] best = [.. files.GroupBy(file => Rank(file, role)).MinBy(group => group.Key)!];
        return best.Length == 1
            ? best[0]
            : throw new ClipSurgeryException(
                $"{directory}: has several files that may be the {role}: {string.Join(", ", best.Select(Path.GetFileName))}. " +
                $"Rename the one that you mean to {role}.onnx.");
    }

    private static int Rank(string file, string role) =>
        Name(file) == role ? -2 : Array.FindIndex(Precisions, Name(file).Contains);

    private static string Name(string file) => Path.GetFileNameWithoutExtension(file).ToLowerInvariant();
}
