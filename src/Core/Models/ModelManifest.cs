using System.Text.Json;

namespace ClipSurgery;

/// <summary>What a model folder holds.</summary>
public enum ModelKind
{
    /// <summary>A CLIP model, converted or not.</summary>
    Clip,

    /// <summary>A Segment Anything model.</summary>
    Sam,
}

/// <summary>A file of a model.</summary>
/// <param name="Bytes">Its size.</param>
/// <param name="Sha256">Its SHA-256 in lower-case hex.</param>
public sealed record ModelFile(long Bytes, string Sha256);

/// <summary>The normalisation of a SAM model: applied to R, G, B values of 0 to 255.</summary>
/// <param name="Mean">What is subtracted from R, G, B.</param>
/// <param name="Std">What R, G, B are divided by after that.</param>
public sealed record SamNormalization(IReadOnlyList<float> Mean, IReadOnlyList<float> Std);

/// <summary>A model folder's <c>model.json</c>: what the model is, where it comes from, and the files it must have.</summary>
public sealed record ModelManifest
{
    /// <summary>The name of the file in a model's folder.</summary>
    public const string FileName = "model.json";

    private const long MaxBytes = 1 << 20;

    /// <summary>The model's name.</summary>
    public required string Name { get; init; }

    /// <summary>CLIP or SAM.</summary>
    public required ModelKind Kind { get; init; }

    /// <summary>What it knows and what it is for.</summary>
    public string? Description { get; init; }

    /// <summary>SPDX identifier of the weights' licence.</summary>
    public string? License { get; init; }

    /// <summary>Where it comes from.</summary>
    public string? Source { get; init; }

    /// <summary>A file of the folder that lists the texts the model knows, one a line; null where it has no such limits.</summary>
    public string? Labels { get; init; }

    /// <summary>The folder's files, by name.</summary>
    public required IReadOnlyDictionary<string, ModelFile> Files { get; init; }

    /// <summary>The configuration of a converted CLIP model; null where the folder holds a checkpoint or a SAM model.</summary>
    public ClipConfig? Clip { get; init; }

    /// <summary>A SAM model's normalisation where it is not SAM's own.</summary>
    public SamNormalization? Sam { get; init; }

    /// <summary>Reads a folder's manifest.</summary>
    /// <exception cref="ClipSurgeryException">There is none, or it is not valid.</exception>
    public static ModelManifest Read(string directory) => TryRead(directory)
        ?? throw new ClipSurgeryException($"{directory}: has no {FileName}; expected a model folder (see 'clip-surgery models list').");

    /// <summary>Reads a folder's manifest; null where there is none.</summary>
    /// <exception cref="ClipSurgeryException">It is not valid.</exception>
    public static ModelManifest? TryRead(string directory)
    {
        string path = Path.Combine(directory, FileName);
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            if (new FileInfo(path).Length > MaxBytes)
            {
                throw new ClipSurgeryException($"{path}: is larger than {MaxBytes} bytes; expected a short description of a model.");
            }

            ModelManifest manifest = JsonSerializer.Deserialize(File.ReadAllBytes(path), ModelJson.Default.ModelManifest)
                ?? throw new ClipSurgeryException($"{path}: is empty; copy the model again.");
            foreach (string file in manifest.Files.Keys.Append(manifest.Labels ?? "labels.txt"))
            {
                if (file.Length == 0 || file != Path.GetFileName(file) || file is "." or "..")
                {
                    throw new ClipSurgeryException($"{path}: names the file '{file}'; expected files of the model's own folder.");
                }
            }

            return manifest;
        }
        catch (JsonException error)
        {
            throw new ClipSurgeryException($"{path}: is not a valid manifest ({error.Message.Split('\n')[0].Trim()}). Copy the model again.", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ClipSurgeryException($"{path}: cannot be read ({error.Message}).", error);
        }
    }

    /// <summary>Sizes and hashes of a folder's files.</summary>
    internal static IReadOnlyDictionary<string, ModelFile> Describe(string directory, IEnumerable<string> files)
    {
        SortedDictionary<string, ModelFile> described = new(StringComparer.Ordinal);
        foreach (string file in files)
        {
            string path = Path.Combine(directory, file);
            described.Add(file, new ModelFile(new FileInfo(path).Length, FileHash.Sha256(path)));
        }

        return described;
    }

    /// <summary>Checks that every listed file is there, with its size and its hash.</summary>
    /// <param name="directory">The model's folder.</param>
    /// <exception cref="ClipSurgeryException">A file is missing or has another content.</exception>
    public void Verify(string directory)
    {
        foreach ((string name, ModelFile expected) in Files.OrderBy(file => file.Key, StringComparer.Ordinal))
        {
            FileInfo file = new(Path.Combine(directory, name));
            if (!file.Exists)
            {
                throw new ClipSurgeryException($"{directory}: {name} is missing; the model is incomplete. Copy it again.");
            }

            if (file.Length != expected.Bytes)
            {
                throw new ClipSurgeryException($"{directory}: {name} has {file.Length} bytes, expected {expected.Bytes}. Copy the model again.");
            }

            string found = FileHash.Sha256(file.FullName);
            if (!string.Equals(found, expected.Sha256, StringComparison.OrdinalIgnoreCase))
            {
                throw new ClipSurgeryException($"{directory}: {name} has SHA-256 {found}, expected {expected.Sha256}. Copy the model again.");
            }
        }
    }

    /// <summary>Reads the texts that the model knows; empty where it has no such limits.</summary>
    public IReadOnlyList<string> ReadLabels(string directory) =>
        Labels is null ? [] : File.ReadAllLines(Path.Combine(directory, Labels)).Where(line => line.Length > 0).ToArray();

    /// <summary>Writes the manifest into a folder.</summary>
    internal void Write(string directory) =>
        AtomicFile.WriteAllBytes(Path.Combine(directory, FileName), JsonSerializer.SerializeToUtf8Bytes(this, ModelJson.Default.ModelManifest));
}
