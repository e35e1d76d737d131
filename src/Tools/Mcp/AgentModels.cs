namespace ClipSurgery.Tools;

/// <summary>
/// The models, loaded when they are first asked and then kept, with the pictures that were asked about last. One question at a time runs,
/// in the order in which they came.
/// </summary>
/// <param name="load">Loads the models and measures what presence needs.</param>
/// <param name="limits">Which pictures are taken on.</param>
internal sealed class AgentModels(Func<CancellationToken, LoadedSegmenter> load, ImageLimits limits) : IDisposable
{
    /// <summary>A few pictures: an agent asks several questions about one and goes on to the next.</summary>
    private static readonly InferenceSettings Settings = new() { MostBytes = 256L << 20, MostPixelBytes = 256L << 20 };

    private readonly SemaphoreSlim _loading = new(1);
    private (LoadedSegmenter Models, PictureInference Inference)? _loaded;

    /// <summary>Asks about a picture.</summary>
    /// <param name="path">The file, where it really lies.</param>
    /// <param name="question">What is asked.</param>
    /// <param name="cancellationToken">Ends the wait or the inference.</param>
    /// <exception cref="ClipSurgeryException">The picture cannot be read, or the models cannot be loaded.</exception>
    public async Task<T> Ask<T>(
        string path, Func<LoadedSegmenter, OpenPicture, CancellationToken, T> question, CancellationToken cancellationToken)
    {
        PictureFile file = new(path, ImageFile.ReadBytes(path, limits));
        (LoadedSegmenter models, PictureInference inference) = await Load(cancellationToken);
        return await inference.Ask(file, (picture, token) => question(models, picture, token), cancellationToken);
    }

    public void Dispose()
    {
        _loaded?.Inference.Dispose();
        _loaded?.Models.Dispose();
        _loading.Dispose();
    }

    /// <summary>Models that could not be loaded are tried again at the next call: somebody may have installed them.</summary>
    private async Task<(LoadedSegmenter Models, PictureInference Inference)> Load(CancellationToken cancellationToken)
    {
        await _loading.WaitAsync(cancellationToken);
        try
        {
            if (_loaded is { } known)
            {
                return known;
            }

            LoadedSegmenter models = await Task.Run(() => load(cancellationToken), cancellationToken);
            DecodedPictures decoded = new(limits, Settings.MostPixelBytes);
            (LoadedSegmenter, PictureInference) loaded = (models, new PictureInference(models.Segmenter, decoded, Settings));
            _loaded = loaded;
            return loaded;
        }
        finally
        {
            _loading.Release();
        }
    }
}
