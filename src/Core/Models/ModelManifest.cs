using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace ClipSurgery;

/// <summary>How a SAM encoder's input is normalised: (value − mean) / std, on R, G, B values in 0 to 255.</summary>
/// <param name="Mean">Three means, for R, G and B.</param>
/// <param name="Std">Three deviations, for R, G and B, greater than 0.</param>
public sealed record SamNormalization(IReadOnlyList<float> Mean, IReadOnlyList<float> Std);

/// <summary>
/// The <c>model.json</c> of a model folder: what the model is, where it is from, and the files it consists of. Members that this
/// version does not know are ignored.
/// </summary>
public sealed record ModelManifest
{
    /// <summary>The manifest's name in its folder.</summary>
    public const string FileName = "model.json";

    private const int MaxBytes = 1 << 20;
    private const int MaxLabels = 100_000;

    /// <summary>A short name; by convention the folder's.</summary>
    public required string Name { get; init; }

    /// <summary>What the folder holds.</summary>
    public required ModelKind Kind { get; init; }

    /// <summary>What the model knows, in a sentence or two.</summary>
    public required string Description { get; init; }

    /// <summary>The licence of the weights, as an SPDX identifier where there is one.</summary>
    public required string License { get; init; }

    /// <summary>Where the weights are from.</summary>
    public required string Source { get; init; }

    /// <summary>A text file in the folder with the nouns that the model knows, one a line; null where there is no set.</summary>
    public string? Labels { get; init; }

    /// <summary>The files by their path in the folder, with <c>/</c> between folders.</summary>
    public required IReadOnlyDictionary<string, ModelFile> Files { get; init; }

    /// <summary>Set where the folder holds a converted CLIP, ready to run.</summary>
    public ClipConfig? Clip { get; init; }

    /// <summary>Set where a SAM encoder says how its input is normalised; null means SAM's own values.</summary>
    public SamNormalization? Sam { get; init; }

    /// <summary>What should be known before the model is used, one line each; null where there is nothing.</summary>
    public IReadOnlyList<string>? Notes { get; init; }

    /// <summary>Reads a folder's manifest.</summary>
    /// <exception cref="ClipSurgeryException">The folder has none, or it cannot be used.</exception>
    public static ModelManifest Read(string directory) => TryRead(directory, out ModelManifest? manifest)
        ? manifest
        : throw new ClipSurgeryException(
            $"{directory}: no {FileName}, which every model folder has. " +
            "Give a model's folder or name; clip-surgery models list shows them.");

    /// <summary>Reads a folder's manifest; false where there is none.</summary>
    /// <exception cref="ClipSurgeryException">There is one, and it cannot be used.</exception>
    public static bool TryRead(string directory, [NotNullWhen(true)] out ModelManifest? manifest)
    {
        ArgumentNullException.ThrowIfNull(directory);
        string path = Path.Combine(directory, FileName);
        manifest = null;
        if (!File.Exists(path))
        {
            return false;
        }

        FileKinds.RefuseSpecial(path);
        try
        {
            using FileStream file = File.OpenRead(path);
            if (file.Length > MaxBytes)
            {
                throw new ClipSurgeryException(
                    $"{path}: has {file.Length} bytes, expected at most {MaxBytes}. Copy the model's folder again.");
            }

            manifest = JsonSerializer.Deserialize(file, ManifestJson.Indented.ModelManifest)
                ?? throw new ClipSurgeryException($"{path}: holds null, expected a JSON object.");
        }
        catch (JsonException error)
        {
            throw new ClipSurgeryException(
                $"{path}: not a model manifest ({error.Message}). Correct it, or copy the model's folder again.", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ClipSurgeryException($"{path}: cannot be read ({error.Message}).", error);
        }

        if (ManifestProblem.Find(manifest) is string problem)
        {
            throw new ClipSurgeryException($"{path}: {problem}. Correct it, or copy the model's folder again.");
        }

        return true;
    }

    /// <summary>Reads the nouns that the model knows; empty where there is no set.</summary>
    /// <exception cref="ClipSurgeryException">The file cannot be read.</exception>
    public IReadOnlyList<string> ReadLabels(string directory)
    {
        if (Labels is null)
        {
            return [];
        }

        string path = Path.Combine(directory, Labels);
        FileKinds.RefuseSpecial(path);
        try
        {
            string[] labels = [.. File.ReadLines(path).Where(line => line.Length > 0).Take(MaxLabels + 1)];
            return labels.Length <= MaxLabels ? labels : throw new ClipSurgeryException(
                $"{path}: has more than {MaxLabels} lines; expected the nouns that a model knows. Copy the model's folder again.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ClipSurgeryException($"{directory}: {Labels} cannot be read ({error.Message}). Copy the model's folder again.", error);
        }
    }

    /// <summary>Writes the manifest into a folder: UTF-8, indented, files in ordinal order, LF; always the same bytes.</summary>
    /// <exception cref="ClipSurgeryException">The folder cannot be written.</exception>
    public void Write(string directory)
    {
        ArgumentNullException.ThrowIfNull(directory);
        if (ManifestProblem.Find(this) is string problem)
        {
            throw new InvalidOperationException($"The manifest cannot be written: {problem}.");
        }

        Dictionary<string, ModelFile> files = new(Files);
        ModelManifest ordered = this with { Files = new SortedDictionary<string, ModelFile>(files, StringComparer.Ordinal) };
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(ordered, ManifestJson.Indented.ModelManifest);
        AtomicFile.WriteAllBytes(Path.Combine(directory, FileName), (byte[])[.. json, (byte)'\n']);
    }

    /// <summary>Checks the files of a folder against the manifest.</summary>
    /// <param name="directory">The model's folder.</param>
    /// <param name="full">True reads every file and compares its SHA-256; false looks at existence and length alone.</param>
    /// <exception cref="ClipSurgeryException">The first file, in ordinal order, that is missing or another one.</exception>
    public void Verify(string directory, bool full)
    {
        ArgumentNullException.ThrowIfNull(directory);
        if (ManifestProblem.Find(this) is string problem)
        {
            throw new ClipSurgeryException($"{directory}: {problem}. Copy the model's folder again.");
        }

        foreach ((string name, ModelFile expected) in Files.OrderBy(file => file.Key, StringComparer.Ordinal))
        {
            string path = Path.Combine(directory, name);
            if (!File.Exists(path))
            {
                throw new ClipSurgeryException(
                    $"{directory}: {name} is missing, expected {expected.Bytes} bytes. Copy the model's folder again.");
            }

            // A link's own length is that of its target's name.
            long length = new FileInfo(PathLinks.Follow(path)).Length;
            if (length != expected.Bytes)
            {
                throw new ClipSurgeryException(
                    $"{directory}: {name} has {length} bytes, expected {expected.Bytes}. Copy the model's folder again.");
            }

            if (full && ModelFile.Describe(path) is ModelFile found
                && !found.Sha256.Equals(expected.Sha256, StringComparison.OrdinalIgnoreCase))
            {
                throw new ClipSurgeryException(
                    $"{directory}: {name} has SHA-256 {found.Sha256}, expected {expected.Sha256}. " +
                    "Copy the model's folder again.");
            }
        }
    }
}
