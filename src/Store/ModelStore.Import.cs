namespace ClipSurgery;

public sealed partial class ModelStore
{
    /// <summary>Copies a model into the store: a folder of any kind that <see cref="ClipModel"/> or <see cref="SamModel"/> opens.</summary>
    /// <param name="directory">The folder; it may be a snapshot of the hub's own cache, which consists of links.</param>
    /// <param name="name">The name to install it by. Defaults to its manifest's, its repository's or its folder's.</param>
    /// <exception cref="ClipSurgeryException">The folder holds no model, or the name is taken.</exception>
    public PulledModel Import(string directory, string? name = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(directory);
        ImportedFolder source = ImportedFolder.Open(directory);
        string chosen = name ?? source.Name;
        if (!HubRepository.IsValid($"x/{chosen}", "main"))
        {
            throw new ClipSurgeryException($"{chosen}: cannot be a model's name; give one of letters, digits, -, _ and . with --name.");
        }

        try
        {
            using ModelMutex? mutex = ModelMutex.TryTake(_folder, StoreFolder.Id(source.Kind, chosen));
            string target = _folder.Model(source.Kind, chosen);
            if (mutex is null || Directory.Exists(target))
            {
                throw new ClipSurgeryException(
                    $"{chosen}: is installed already in {target}; give another name with --name, or delete that folder.");
            }

            string assembly = _folder.NewAssembly(source.Kind, chosen);
            try
            {
                Directory.CreateDirectory(assembly);
                ModelManifest manifest = source.CopyTo(assembly, chosen, _seams.FreeSpace(assembly));
                ModelSwap.Put(_folder, source.Kind, chosen, assembly);
                return Describe(target, manifest, wasInstalled: false);
            }
            finally
            {
                Delete(assembly);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw _folder.NotWritable(error);
        }
    }
}
