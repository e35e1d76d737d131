using System.Globalization;

namespace ClipSurgery.Tools;

/// <summary>Models by the names that people type.</summary>
internal static class ModelNames
{
    private const double Megabyte = 1e6;

    /// <summary>A model's folder.</summary>
    /// <exception cref="ClipSurgeryException">There is none; the message says how to get it, where it can be had.</exception>
    public static string Find(ModelKind kind, string nameOrFolder)
    {
        ModelLocator locator = new();
        string[] installed = [.. locator.List().Where(model => model.Kind == kind).Select(model => model.Name)];
        if (!Directory.Exists(nameOrFolder) && !installed.Contains(nameOrFolder))
        {
            string kindName = KindName(kind);
            if (ModelCatalog.Find(nameOrFolder)?.Kind == kind)
            {
                throw new ClipSurgeryException(
                    $"The {kindName} model {nameOrFolder} is not installed; download it with: clip-surgery models pull {nameOrFolder}");
            }

            string[] known = [.. installed, .. ModelCatalog.Models.Where(model => model.Kind == kind).Select(model => model.Name)];
            if (NearestWord.Find(nameOrFolder, known) is string near)
            {
                string get = installed.Contains(near) ? $"--{kindName} {near}" : $"clip-surgery models pull {near}";
                throw new ClipSurgeryException($"No {kindName} model is named \"{nameOrFolder}\"; {near} is near: {get}");
            }
        }

        return locator.Find(kind, nameOrFolder);
    }

    /// <summary>A folder, or all models of a name: a CLIP and a SAM model may share one, and both are meant.</summary>
    /// <exception cref="UsageException">There is none.</exception>
    public static IReadOnlyList<InstalledModel> FindAll(string nameOrFolder)
    {
        if (Directory.Exists(nameOrFolder))
        {
            string folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(nameOrFolder));
            return [new InstalledModel(ModelManifest.Read(folder).Kind, Path.GetFileName(folder), folder)];
        }

        InstalledModel[] found = [.. new ModelLocator().List().Where(model => model.Name == nameOrFolder)];
        return found.Length > 0 ? found
            : ModelCatalog.Find(nameOrFolder) is not null
            ? throw new UsageException($"{nameOrFolder}: is not installed; download it with: clip-surgery models pull {nameOrFolder}")
            : throw new UsageException($"{nameOrFolder}: no such model; expected a folder or a name of 'clip-surgery models list'.");
    }

    public static string KindName(ModelKind kind) => StoreFolder.KindName(kind);

    /// <summary>Bytes as megabytes of a million, which is how hubs count: "45 MB", "0.4 MB".</summary>
    public static string Size(long bytes) =>
        string.Create(CultureInfo.InvariantCulture, $"{(bytes < 10 * Megabyte ? $"{bytes / Megabyte:0.0}" : $"{bytes / Megabyte:0}")} MB");
}
