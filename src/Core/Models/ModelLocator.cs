namespace ClipSurgery;

/// <summary>A model that was found.</summary>
/// <param name="Kind">CLIP or SAM.</param>
/// <param name="Name">The name it is asked for by: its folder's.</param>
/// <param name="Directory">Its folder.</param>
public sealed record FoundModel(ModelKind Kind, string Name, string Directory);

/// <summary>
/// Finds models from any working directory. A path to a folder is taken as it is; a name is looked up as <c>clip/NAME</c> or
/// <c>sam/NAME</c> in the folder that <c>CLIPSURGERY_MODELS</c> names, the user's model folder, and beside the program, in this order.
/// </summary>
public sealed class ModelLocator
{
    private const string Variable = "CLIPSURGERY_MODELS";

    private readonly IReadOnlyList<string> _roots;

    internal ModelLocator(IReadOnlyList<string> roots) => _roots = roots;

    /// <summary>The locator of this machine and program.</summary>
    /// <exception cref="ClipSurgeryException">The environment names a folder that does not exist.</exception>
    public static ModelLocator Create()
    {
        List<string> roots = [];
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
        {
            roots.Add(Directory.Exists(named)
                ? named
                : throw new ClipSurgeryException($"{named}: no such folder, though {Variable} names it; expected a folder with clip/ and sam/ in it."));
        }

        roots.Add(UserFolder());
        roots.Add(Path.Combine(AppContext.BaseDirectory, "models"));
        return new ModelLocator(roots);
    }

    /// <summary>The folders that names are looked up in, in this order.</summary>
    public IReadOnlyList<string> Roots => _roots;

    /// <summary>Finds a model's folder, or its checkpoint file.</summary>
    /// <param name="kind">CLIP or SAM.</param>
    /// <param name="nameOrPath">A name, or a path to a folder or a <c>.safetensors</c> file.</param>
    /// <exception cref="ClipSurgeryException">There is no such model.</exception>
    public string Find(ModelKind kind, string nameOrPath)
    {
        if (Directory.Exists(nameOrPath) || File.Exists(nameOrPath))
        {
            return nameOrPath;
        }

        FoundModel? found = List().FirstOrDefault(model => model.Kind == kind && model.Name == nameOrPath);
        if (found is not null)
        {
            return found.Directory;
        }

        string[] names = [.. List().Where(model => model.Kind == kind).Select(model => model.Name)];
        throw new ClipSurgeryException(
            $"{nameOrPath}: no such {FolderOf(kind)} model; expected a folder, or one of: {(names.Length == 0 ? "(none found)" : string.Join(", ", names))}. " +
            $"Looked in {string.Join(", ", _roots)}; see 'clip-surgery models list'.");
    }

    /// <summary>All models that have a name, by kind and name; of two with the same name the first root's counts.</summary>
    public IReadOnlyList<FoundModel> List() =>
    [
        .. Enum.GetValues<ModelKind>().SelectMany(kind => _roots
            .Select(root => Path.Combine(root, FolderOf(kind)))
            .Where(Directory.Exists)
            .SelectMany(Directory.EnumerateDirectories)
            .Select(directory => new FoundModel(kind, Path.GetFileName(directory), directory))
            .DistinctBy(model => model.Name, StringComparer.Ordinal)
            .OrderBy(model => model.Name, StringComparer.Ordinal)),
    ];

    private static string FolderOf(ModelKind kind) => kind == ModelKind.Clip ? "clip" : "sam";

    private static string UserFolder()
    {
        string? root = OperatingSystem.IsWindows()
            ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)
            : Environment.GetEnvironmentVariable("XDG_DATA_HOME");
        return Path.Combine(
            root is { Length: > 0 } ? root : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "share"),
            "clip-surgery",
            "models");
    }
}
