namespace ClipSurgery;

public sealed partial class ModelStore
{
    private static readonly TimeSpan AbandonedAfter = TimeSpan.FromDays(1);

    /// <summary>
    /// Finds and deletes what is of no use any more: partial downloads, folders of installations that were not finished,
    /// conversions in the cache whose checkpoint is gone or has changed. What a running process works on is left alone, and so are
    /// installed models.
    /// </summary>
    /// <param name="isDryRun">True finds, and deletes nothing.</param>
    /// <param name="cacheDirectory">The cache. Defaults to the user's cache folder.</param>
    /// <exception cref="ClipSurgeryException">Something cannot be deleted.</exception>
    public IReadOnlyList<GarbageItem> CollectGarbage(bool isDryRun, string? cacheDirectory = null)
    {
        try
        {
            List<GarbageItem> items = [.. CollectUnfinished(isDryRun)];
            string converted = Path.Combine(cacheDirectory ?? CacheFolder.FullPath, "converted");
            foreach (GarbageItem item in FindConversions(converted))
            {
                items.Add(item);
                if (!isDryRun)
                {
                    Delete(item.Path);
                    File.Delete(ConversionOrigin.FileOf(item.Path));
                }
            }

            return items;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ClipSurgeryException(
                $"Something cannot be deleted ({error.Message}). Run the command again as the user that it belongs to.", error);
        }
    }

    private List<GarbageItem> CollectUnfinished(bool isDryRun)
    {
        List<GarbageItem> items = [];
        foreach (string path in Folders(_folder.Partials).Concat(Folders(_folder.Assemblies)))
        {
            bool isPartial = Path.GetDirectoryName(path) == _folder.Partials;

            // An assembly's name is the model's and a number.
            string model = isPartial ? Path.GetFileName(path) : Path.GetFileNameWithoutExtension(path);
            using ModelMutex? mutex = ModelMutex.TryTake(_folder, model);
            if (mutex is null || !Directory.Exists(path))
            {
                continue;
            }

            string reason = isPartial ? "a download that was not finished" : "an installation that was not finished";
            items.Add(new GarbageItem(path, SizeOf(path), reason));
            if (!isDryRun)
            {
                Delete(path);
            }
        }

        return items;
    }

    private static IEnumerable<GarbageItem> FindConversions(string converted)
    {
        foreach (string path in Folders(converted))
        {
            string? reason = path.EndsWith(".tmp", StringComparison.Ordinal)
                ? DateTime.UtcNow - Directory.GetLastWriteTimeUtc(path) > AbandonedAfter ? "a conversion that was not finished" : null
                : Outdated(ConversionOrigin.TryRead(path));
            if (reason is not null)
            {
                yield return new GarbageItem(path, SizeOf(path), reason);
            }
        }
    }

    /// <summary>Why a conversion is of no use; null where it may be.</summary>
    private static string? Outdated(ConversionOrigin? origin)
    {
        if (origin is null || origin.Format != CheckpointConverter.FormatVersion)
        {
            return "a conversion by another version of the program";
        }

        if (!Path.Exists(origin.Checkpoint))
        {
            return $"a conversion of {origin.Checkpoint}, which is gone";
        }

        return ShippedHash(origin.Checkpoint) is string hash && hash != origin.Sha256
            ? $"a conversion of {origin.Checkpoint}, which holds another model now"
            : null;
    }

    /// <summary>A checkpoint's hash as its manifest gives it, which costs no reading of weights; null without one.</summary>
    private static string? ShippedHash(string checkpoint)
    {
        try
        {
            return ModelManifest.TryRead(checkpoint, out ModelManifest? manifest)
                && manifest.Files.Where(file => file.Key.EndsWith(".safetensors", StringComparison.Ordinal)).ToArray() is [var weights]
                ? FileHash.Combine([weights.Value.Sha256])
                : null;
        }
        catch (ClipSurgeryException)
        {
            return null;
        }
    }

    private static string[] Folders(string parent) =>
        Directory.Exists(parent) ? [.. Directory.EnumerateDirectories(parent).Order(StringComparer.Ordinal)] : [];

    /// <summary>Links are neither followed nor counted.</summary>
    private static long SizeOf(string folder) => new DirectoryInfo(folder)
        .EnumerateFiles("*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint })
        .Sum(file => file.Length);

    private static void Delete(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
