namespace ClipSurgery;

/// <summary>
/// Writes files that are either complete or not there: a temporary file beside the target is synced and renamed over it.
/// </summary>
internal static class AtomicFile
{
    /// <summary>Writes a file through a stream; an existing file is replaced only when the new one is complete.</summary>
    /// <exception cref="ClipSurgeryException">The folder cannot be created or written.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        string target = Path.GetFullPath(path);
        string folder = Path.GetDirectoryName(target)!;

        // Not the target's name with more behind it: that may be as long as names can be.
        string temporary = Path.Combine(folder, $"{Environment.ProcessId}.{Guid.NewGuid():N}.tmp");
        try
        {
            Directory.CreateDirectory(folder);
            try
            {
                using (FileStream stream = new(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
                {
                    write(stream);
                    stream.Flush(flushToDisk: true);
                }

                File.Move(temporary, target, overwrite: true);
            }
            catch
            {
                File.Delete(temporary);
                throw;
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw WriteProblem.Of(path, error, "Give a folder that you may write to");
        }
    }

    /// <summary>Writes a file from bytes, as <see cref="Write"/> does.</summary>
    public static void WriteAllBytes(string path, ReadOnlyMemory<byte> bytes) => Write(path, stream => stream.Write(bytes.Span));
}
