namespace ClipSurgery;

/// <summary>
/// One process at a time works on a model: a file that is held open. The system lets go of it when the process ends, however it
/// ends; the file itself stays.
/// </summary>
internal sealed class ModelMutex : IDisposable
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(200);

    /// <summary>A file that somebody else holds: EWOULDBLOCK of Linux and of macOS, ERROR_SHARING_VIOLATION of Windows.</summary>
    private static readonly int[] InUse = [11, 35, unchecked((int)0x80070020)];

    private readonly FileStream _file;

    private ModelMutex(FileStream file)
    {
        _file = file;
    }

    /// <summary>Takes it, or returns null where somebody else has it.</summary>
    /// <exception cref="ClipSurgeryException">The folder cannot be written.</exception>
    public static ModelMutex? TryTake(StoreFolder folder, string name)
    {
        string path = folder.Mutex(name);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            return new ModelMutex(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException error) when (Array.IndexOf(InUse, error.HResult) >= 0)
        {
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw folder.NotWritable(error);
        }
    }

    /// <summary>Waits for it.</summary>
    /// <param name="folder">The store.</param>
    /// <param name="name">What is locked.</param>
    /// <param name="delay">How to wait.</param>
    /// <param name="onWait">Called once, where there is something to wait for.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<ModelMutex> TakeAsync(
        StoreFolder folder, string name, Func<TimeSpan, CancellationToken, Task> delay, Action onWait, CancellationToken cancellationToken)
    {
        bool waited = false;
        while (true)
        {
            if (TryTake(folder, name) is ModelMutex mutex)
            {
                return mutex;
            }

            if (!waited)
            {
                onWait();
                waited = true;
            }

            await delay(Poll, cancellationToken).ConfigureAwait(false);
        }
    }

    public void Dispose() => _file.Dispose();
}
