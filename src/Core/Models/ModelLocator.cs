namespace ClipSurgery;

/// <summary>A model folder that was found.</summary>
/// <param name="Kind">What it holds.</param>
/// <param name="Name">The folder's name, by which <see cref="ModelLocator.Find"/> finds it.</param>
/// <param name="Directory">Its full path.</param>
public sealed record InstalledModel(ModelKind Kind, string Name, string Directory);

/// <summary>
/// Finds models by name. A model <c>emoji</c> of kind <c>clip</c> is the folder <c>clip/emoji</c> in one of these roots, the
/// first that has it: the folder that <c>CLIPSURGERY_MODELS</c> names; the user's, <c>$XDG_DATA_HOME/clip-surgery/models</c> or
/// <c>~/.local/share/clip-surgery/models</c> (Windows: <c>%LOCALAPPDATA%\clip-surgery\models</c>); <c>models</c> beside the
/// program.
/// </summary>
public sealed class ModelLocator
{
    /// <summary>The environment variable that names a folder of models.</summary>
    public const string Variable = "CLIPSURGERY_MODELS";

    private readonly IReadOnlyList<string> _roots;

    /// <summary>Looks in the roots that the environment gives now.</summary>
    /// <exception cref="ClipSurgeryException"><c>CLIPSURGERY_MODELS</c> names a folder that does not exist.</exception>
    public ModelLocator()
        : this(Roots(Environment.GetEnvironmentVariable, AppContext.BaseDirectory))
    {
    }

    internal ModelLocator(IReadOnlyList<string> roots)
    {
        _roots = roots;
    }

    /// <summary>Finds a model's folder.</summary>
    /// <param name="kind">What it must hold; decides where a name is looked up.</param>
    /// <param name="nameOrPath">An existing folder, which is taken as it is, or the name of a model.</param>
    /// <returns>The full path of the folder.</returns>
    /// <exception cref="ClipSurgeryException">There is no such folder and no such name.</exception>
    public string Find(ModelKind kind, string nameOrPath)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(nameOrPath);
        if (Directory.Exists(nameOrPath))
        {
            return Path.GetFullPath(nameOrPath);
        }

        if (File.Exists(nameOrPath))
        {
            throw new ClipSurgeryException(
                $"{nameOrPath}: is a file, expected a model's folder or name. Give the folder that it lies in.");
        }

        // Anything that is more than a name, ".." among it, must not lead out of the roots.
        if (nameOrPath.IndexOfAny(['/', '\\']) >= 0 || nameOrPath is "." or "..")
        {
            throw new ClipSurgeryException(
                $"{nameOrPath}: no such folder. Give a model's folder or name; clip-surgery models list shows them.");
        }

        IReadOnlyList<InstalledModel> models = ModelsOf(kind);
        return models.FirstOrDefault(model => model.Name == nameOrPath)?.Directory
            ?? throw new ClipSurgeryException(
                $"No {KindName(kind)} model is named \"{nameOrPath}\"; there is " +
                (models.Count == 0 ? "none" : string.Join(", ", models.Select(model => model.Name))) +
                $" in {string.Join(", ", _roots.Select(root => Path.Combine(root, KindName(kind))))}. " +
                "Give a model's folder or name; clip-surgery models list shows them.");
    }

    /// <summary>All models that can be found by name: by kind, then name in ordinal order. Folders are not opened.</summary>
    public IReadOnlyList<InstalledModel> List() => [.. Enum.GetValues<ModelKind>().SelectMany(ModelsOf)];

    internal static IReadOnlyList<string> Roots(Func<string, string?> variable, string programDirectory)
    {
        List<string> roots = [];
        if (variable(Variable) is { Length: > 0 } folder)
        {
            if (!Directory.Exists(folder))
            {
                throw new ClipSurgeryException($"{Variable}={folder}: no such folder. Create it, or unset the variable.");
            }

            roots.Add(Path.GetFullPath(folder));
        }

        if (UserFolder.Data(variable) is string data)
        {
            roots.Add(Path.Combine(data, "models"));
        }

        roots.Add(Path.Combine(programDirectory, "models"));
        return roots;
    }

    private IReadOnlyList<InstalledModel> ModelsOf(ModelKind kind) =>
    [
        .. _roots
            .Select(root => new DirectoryInfo(Path.Combine(root, KindName(kind))))
            .Where(folder => folder.Exists)
            .SelectMany(folder => folder.EnumerateDirectories())
            .DistinctBy(folder => folder.Name)
            .OrderBy(folder => folder.Name, StringComparer.Ordinal)
            .Select(folder => new InstalledModel(kind, folder.Name, folder.FullName)),
    ];

    private static string KindName(ModelKind kind) => kind.ToString().ToLowerInvariant();
}
