namespace ClipSurgery;

/// <summary>
/// Where things lie in a models folder: <c>clip/NAME</c> and <c>sam/NAME</c>, <c>models.lock</c>, and in <c>.store</c> what is
/// not finished.
/// </summary>
internal sealed record StoreFolder(string FullPath)
{
    private const string Work = ".store";

    public string Lock => Path.Combine(FullPath, ModelsLock.FileName);

    /// <summary>Downloads that are not complete, a folder a model.</summary>
    public string Partials => Path.Combine(FullPath, Work, "partial");

    /// <summary>Models that are being put together, a folder each.</summary>
    public string Assemblies => Path.Combine(FullPath, Work, "assembly");

    public string Model(ModelKind kind, string name) => Path.Combine(FullPath, KindName(kind), name);

    public string PartialsOf(ModelKind kind, string name) => Path.Combine(Partials, Id(kind, name));

    /// <summary>A folder that does not exist yet; its name begins with the model's.</summary>
    public string NewAssembly(ModelKind kind, string name) => Path.Combine(Assemblies, $"{Id(kind, name)}.{Guid.NewGuid():N}");

    public string Mutex(string name) => Path.Combine(FullPath, Work, "mutex", name);

    /// <summary>A model's name as that of a file: a kind has no dot in it, so no two models share one.</summary>
    public static string Id(ModelKind kind, string name) => $"{KindName(kind)}.{name}";

    public static string KindName(ModelKind kind) => kind == ModelKind.Clip ? "clip" : "sam";

    public ClipSurgeryException NotWritable(Exception error) =>
        WriteProblem.Of(FullPath, error, $"Set {ModelLocator.Variable} to a folder that you may write to");
}
