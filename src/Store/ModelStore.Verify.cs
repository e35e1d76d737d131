namespace ClipSurgery;

public sealed partial class ModelStore
{
    /// <summary>
    /// Reads every file of an installed model and compares it with the manifest, and the manifest with <c>models.lock</c>; then runs
    /// the model once.
    /// </summary>
    /// <returns>The manifest.</returns>
    /// <exception cref="ClipSurgeryException">The first difference, or why the model does not run.</exception>
    public static ModelManifest Verify(InstalledModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        ModelManifest manifest = ModelManifest.Read(model.Directory);

        // Lengths alone, so that files are hashed once: the run below does that before it opens them.
        manifest.Verify(model.Directory, full: false);
        StoreFolder folder = new(Path.GetFullPath(Path.Combine(model.Directory, "..", "..")));
        string key = ModelsLock.Key(model.Kind, model.Name);
        bool isPinned = ModelsLock.Read(folder.Lock).Models.TryGetValue(key, out LockedModel? locked);
        if (isPinned && !locked!.Matches(manifest))
        {
            throw new ClipSurgeryException(
                $"{model.Directory}: {ModelManifest.FileName} lists other files than {folder.Lock} pins under {key}. " +
                $"Delete the folder and run clip-surgery models pull {model.Name}.");
        }

        SmokeRun.Run(manifest, model.Directory);
        return manifest;
    }
}
