namespace ClipSurgery;

/// <summary>The folder of a conversion, which appears under its name only when it is complete.</summary>
internal static class ConversionFolder
{
    /// <exception cref="ClipSurgeryException">The folder holds something.</exception>
    public static void RequireEmpty(string folder)
    {
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
        {
            throw new ClipSurgeryException($"{folder}: is not empty; give --output a folder that does not exist yet.");
        }
    }

    /// <summary>Makes the folder.</summary>
    /// <param name="target">Its name.</param>
    /// <param name="advice">What to do where it cannot be written.</param>
    /// <param name="write">Writes the files into the folder that it is given.</param>
    /// <exception cref="ClipSurgeryException">It cannot be written.</exception>
    public static void Make(string target, string advice, Action<string> write)
    {
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(target));
        string temporary = $"{full}.{Environment.ProcessId}.{Guid.NewGuid():N}.tmp";
        try
        {
            Directory.CreateDirectory(temporary);
            try
            {
                write(temporary);
                MoveIntoPlace(temporary, full);
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
            throw WriteProblem.Of(target, error, advice);
        }
    }

    private static void MoveIntoPlace(string temporary, string target)
    {
        if (Directory.Exists(target) && !Directory.EnumerateFileSystemEntries(target).Any())
        {
            Directory.Delete(target);
        }

        try
        {
            Directory.Move(temporary, target);
        }
        catch (IOException) when (File.Exists(Path.Combine(target, ModelManifest.FileName)))
        {
            // Another process was first; its conversion has the same content.
        }
    }
}
