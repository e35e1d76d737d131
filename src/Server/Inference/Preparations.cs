namespace ClipSurgery;

/// <summary>
/// The pictures that somebody will open next, encoded while nobody waits. Only the newest few count: whoever leafs fast through a folder
/// does not want all of it.
/// </summary>
internal sealed class Preparations(PictureInference inference) : IDisposable
{
    private const int Most = 4;

    private readonly Lock _lock = new();
    private readonly List<(string Name, CancellationTokenSource Source)> _running = [];

    /// <summary>Prepares a picture in the background; a failure shows when it is opened.</summary>
    public void Add(string name, Func<PictureFile> file)
    {
        CancellationTokenSource source = new();
        lock (_lock)
        {
            if (_running.Exists(other => other.Name == name))
            {
                source.Dispose();
                return;
            }

            if (_running.Count == Most)
            {
                _running[0].Source.Cancel();
                _running.RemoveAt(0);
            }

            _running.Add((name, source));
        }

        _ = Run(source, file);
    }

    public void Dispose()
    {
        lock (_lock)
        {
            foreach ((_, CancellationTokenSource source) in _running)
            {
                source.Cancel();
            }
        }
    }

    private async Task Run(CancellationTokenSource source, Func<PictureFile> file)
    {
        try
        {
            await inference.Prepare(file, source.Token).ConfigureAwait(false);
        }
        catch (Exception error) when (error is OperationCanceledException or ClipSurgeryException or ProblemException)
        {
        }
        finally
        {
            lock (_lock)
            {
                _running.RemoveAll(other => other.Source == source);
            }

            source.Dispose();
        }
    }
}
