using System.Text.Json;

namespace ClipSurgery;

/// <summary>
/// <c>models.lock</c>: the commit and the SHA-256 of every file of the models that were pulled. What it names is what is fetched.
/// </summary>
internal sealed record ModelsLock
{
    public const string FileName = "models.lock";

    private const int CurrentVersion = 1;
    private const long MaxBytes = 16 << 20;

    public required int Version { get; init; }

    /// <summary>By kind and name: <c>clip/openai-vit-b-16</c>.</summary>
    public required IReadOnlyDictionary<string, LockedModel> Models { get; init; }

    /// <summary>What a model is called in <see cref="Models"/>.</summary>
    public static string Key(ModelKind kind, string name) => $"{StoreFolder.KindName(kind)}/{name}";

    /// <summary>Reads a lock; a file that does not exist locks nothing.</summary>
    /// <exception cref="ClipSurgeryException">The file cannot be read, or is not a lock.</exception>
    public static ModelsLock Read(string path)
    {
        const string Advice = "Correct it, or delete it to pin what the hub has now.";
        try
        {
            if (!File.Exists(path))
            {
                return new ModelsLock { Version = CurrentVersion, Models = new Dictionary<string, LockedModel>() };
            }

            FileKinds.RefuseSpecial(path);
            using FileStream file = File.OpenRead(path);
            if (file.Length > MaxBytes)
            {
                throw new ClipSurgeryException($"{path}: has {file.Length} bytes, expected at most {MaxBytes}. {Advice}");
            }

            ModelsLock found = JsonSerializer.Deserialize(file, StoreJson.Indented.ModelsLock)
                ?? throw new ClipSurgeryException($"{path}: holds null, expected a JSON object. {Advice}");
            return found.Problem() is string problem ? throw new ClipSurgeryException($"{path}: {problem}. {Advice}") : found;
        }
        catch (JsonException error)
        {
            throw new ClipSurgeryException($"{path}: not a models.lock ({error.Message}). {Advice}", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ClipSurgeryException($"{path}: cannot be read ({error.Message}). Give a file that you may read.", error);
        }
    }

    /// <summary>The same lock with one model more, or another in its place.</summary>
    public ModelsLock With(string model, LockedModel locked) =>
        this with { Models = new Dictionary<string, LockedModel>(Models) { [model] = locked } };

    /// <summary>Writes the lock, sorted: the same content is always the same bytes.</summary>
    public void Write(string path)
    {
        ModelsLock sorted = this with
        {
            Models = new SortedDictionary<string, LockedModel>(
                Models.ToDictionary(model => model.Key, model => model.Value.Sorted()), StringComparer.Ordinal),
        };
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(sorted, StoreJson.Indented.ModelsLock);
        AtomicFile.WriteAllBytes(path, (byte[])[.. json, (byte)'\n']);
    }

    private string? Problem() =>
        Version != CurrentVersion
            ? $"has version {Version}, expected {CurrentVersion}"
            : Models.OrderBy(model => model.Key, StringComparer.Ordinal)
                .Select(model => model.Value is null ? $"{model.Key} is null, expected its files" : model.Value.Problem(model.Key))
                .FirstOrDefault(problem => problem is not null);
}
