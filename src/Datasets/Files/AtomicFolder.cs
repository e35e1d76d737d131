namespace ClipSurgery;

/// <summary>
/// Writes folders that are either complete or as they were: a temporary folder beside the target is filled and takes its place.
/// </summary>
internal static class AtomicFolder
{
    /// <summary>Lies in every folder written here; one without it holds somebody's own files and is never replaced.</summary>
    public const string Marker = ".clip-surgery";

    /// <summary>Fills a folder; one that was written here before is replaced only when the new one is complete.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="marker">What the <see cref="Marker"/> file holds.</param>
    /// <param name="fill">Gets an empty folder to write into. When it throws, nothing changes.</param>
    /// <exception cref="ClipSurgeryException">The folder cannot be written, or holds files from elsewhere.</exception>
    public static void Write(string path, string marker, Action<string> fill)
    {
        string target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        string temporary = $"{target}.{Environment.ProcessId}.{Guid.NewGuid():N}.tmp";
        try
        {
            if (ProblemOf(target) is { } problem)
            {
                throw new ClipSurgeryException(problem);
            }

            Directory.CreateDirectory(temporary);
            try
            {
                fill(temporary);
                File.WriteAllText(Path.Combine(temporary, Marker), marker);
                Swap(temporary, target);
            }
            finally
            {
                if (Directory.Exists(temporary))
                {
                    Directory.Delete(temporary, recursive: true);
                }
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw WriteProblem.Of(path, error, "Give a folder that you may write to");
        }
    }

    /// <summary>True for a folder that was written here.</summary>
    public static bool IsWrittenHere(string path) => File.Exists(Path.Combine(path, Marker));

    /// <summary>What the marker of a folder that was written here holds.</summary>
    public static string ReadMarker(string path) => File.ReadAllText(Path.Combine(path, Marker));

    /// <summary>Why a folder may not be written over; null where it may.</summary>
    public static string? ProblemOf(string target)
    {
        bool isReplaceable = !Directory.Exists(target)
            || IsWrittenHere(target)
            || !Directory.EnumerateFileSystemEntries(target).Any();
        return isReplaceable
            ? null
            : $"{target}: holds files that are not an earlier export; expected a folder that may be replaced. " +
                "Move it away, or give another --output.";
    }

    private static void Swap(string built, string target)
    {
        if (!Directory.Exists(target))
        {
            Directory.Move(built, target);
            return;
        }

        // Two folders cannot be exchanged in one portable step: a kill between these moves leaves the old one whole beside.
        string old = $"{built}.old";
        Directory.Move(target, old);
        try
        {
            Directory.Move(built, target);
        }
        catch
        {
            Directory.Move(old, target);
            throw;
        }

        Directory.Delete(old, recursive: true);
    }
}
