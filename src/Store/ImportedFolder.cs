namespace ClipSurgery;

/// <summary>A model that a user has: which of its folder's files belong to it, and what is known of it.</summary>
internal sealed record ImportedFolder(string Directory, ModelKind Kind, ModelManifest? Manifest, IReadOnlyList<string> Files)
{
    /// <summary>The name that the folder suggests.</summary>
    public string Name => Manifest?.Name ?? HubCache.Find(Directory)?.Repo.Split('/')[1] ?? Path.GetFileName(Directory);

    /// <summary>Opens the model, so that nothing is imported that would not run.</summary>
    /// <exception cref="ClipSurgeryException">It is not a model.</exception>
    public static ImportedFolder Open(string directory)
    {
        string folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory));
        if (!System.IO.Directory.Exists(folder))
        {
            throw new ClipSurgeryException($"{directory}: no such folder; expected a model's folder.");
        }

        if (ModelManifest.TryRead(folder, out ModelManifest? manifest))
        {
            SmokeRun.Run(manifest, folder);
            return new ImportedFolder(folder, manifest.Kind, manifest, [.. manifest.Files.Keys]);
        }

        bool hasGraphs = new[] { folder, Path.Combine(folder, "onnx") }
            .Any(place => System.IO.Directory.Exists(place) && System.IO.Directory.EnumerateFiles(place, "*decoder*.onnx").Any());
        return hasGraphs
            ? OpenSam(folder)
            : OpenClip(folder);
    }

    /// <summary>Copies the files, and describes the copies.</summary>
    public ModelManifest CopyTo(string target, string name, long free)
    {
        long bytes = Files.Sum(file => new FileInfo(PathLinks.Follow(Path.Combine(Directory, file))).Length);
        if (bytes > free)
        {
            throw new ClipSurgeryException(
                $"{Directory}: {bytes} bytes are to be copied, and {free} are free. Make room, or set {ModelLocator.Variable}.");
        }

        Dictionary<string, ModelFile> files = [];
        foreach (string file in Files)
        {
            string copy = Path.Combine(target, file);
            System.IO.Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            using (FileStream from = File.OpenRead(Path.Combine(Directory, file)))
            using (FileStream to = new(copy, FileMode.CreateNew))
            {
                from.CopyTo(to);
                to.Flush(flushToDisk: true);
            }

            files.Add(file, ModelFile.Describe(copy));
        }

        ModelManifest manifest = Manifest is not null
            ? Manifest with { Name = name, Files = files }
            : new ModelManifest
            {
                Name = name,
                Kind = Kind,
                Description = "Imported.",
                License = ModelCard.FindLicense(Path.Combine(Directory, "README.md")) ?? Licenses.Unknown,
                Source = HubCache.Find(Directory) is HubRepository hub
                    ? $"https://huggingface.co/{hub.Repo}/tree/{hub.Revision}"
                    : "imported",
                Files = files,
            };
        manifest.Write(target);
        return manifest;
    }

    private static ImportedFolder OpenSam(string folder)
    {
        SmokeRun.RunSam(folder);
        string[] graphs = [.. SamFiles.Find(folder).All.Select(path => Relative(folder, path))];
        IEnumerable<string> data = graphs.Select(graph => Path.GetDirectoryName(Path.Combine(folder, graph))!).Distinct()
            .SelectMany(place => System.IO.Directory.EnumerateFiles(place))
            .Select(path => Relative(folder, path))
            .Where(path => graphs.Any(graph => FileChoice.IsDataOf(path, graph)));
        return new ImportedFolder(folder, ModelKind.Sam, null, [.. graphs, .. data]);
    }

    private static ImportedFolder OpenClip(string folder)
    {
        using ClipCheckpoint checkpoint = ClipCheckpoint.Open(folder, new ConversionOptions());
        IEnumerable<string> files = checkpoint.WeightFiles.Select(path => Relative(folder, path));
        return new ImportedFolder(
            folder, ModelKind.Clip, null, [.. files, .. CheckpointFiles.Configs.Where(file => File.Exists(Path.Combine(folder, file)))]);
    }

    private static string Relative(string folder, string path) => Path.GetRelativePath(folder, path).Replace('\\', '/');
}
