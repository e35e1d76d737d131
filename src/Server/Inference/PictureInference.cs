namespace ClipSurgery;

/// <summary>
/// Asks the models about pictures. Pictures are encoded when they are first asked about, and kept for as long as there is memory for them:
/// the same bytes are the same picture, whoever sends them.
/// </summary>
internal sealed class PictureInference : IDisposable
{
    private readonly ITextSegmenter _segmenter;
    private readonly DecodedPictures _decoded;
    private readonly InferenceQueue _queue;
    private readonly RecentlyUsed<OpenPicture> _pictures;
    private readonly InferenceMetrics _metrics;

    /// <param name="segmenter">The models, which stay their owner's.</param>
    /// <param name="decoded">Reads the pictures.</param>
    /// <param name="settings">How much is kept, and how many may wait.</param>
    public PictureInference(ITextSegmenter segmenter, DecodedPictures decoded, InferenceSettings settings)
    {
        _segmenter = segmenter;
        _decoded = decoded;
        _queue = new InferenceQueue(settings.MostWaiting);
        _pictures = new RecentlyUsed<OpenPicture>(settings.MostBytes, picture => picture.Bytes);
        _metrics = new InferenceMetrics(() => _queue.Waiting);
    }

    /// <summary>What probability a text needs where none is given.</summary>
    public double DefaultPresence => _segmenter.DefaultPresence;

    /// <summary>Reads pictures without the models.</summary>
    public DecodedPictures Decoded => _decoded;

    /// <summary>How many requests wait for their turn.</summary>
    public int Waiting => _queue.Waiting;

    /// <summary>Asks about a picture, when its turn has come.</summary>
    /// <param name="file">The picture.</param>
    /// <param name="question">What is asked; the picture is not to be used after it.</param>
    /// <param name="cancellationToken">Ends the wait or the inference.</param>
    /// <exception cref="ServerBusyException">Too many wait already.</exception>
    /// <exception cref="ClipSurgeryException">The picture cannot be read.</exception>
    public Task<T> Ask<T>(PictureFile file, Func<OpenPicture, CancellationToken, T> question, CancellationToken cancellationToken) =>
        _metrics.Measure(() => _queue.Run(
            token =>
            {
                OpenPicture picture = Open(file, token);
                T answer = question(picture, token);
                Shrink();
                return answer;
            },
            cancellationToken));

    /// <summary>Encodes a picture while nobody waits, so that the first question about it is answered at once.</summary>
    /// <param name="file">Reads the picture when its turn has come.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public Task Prepare(Func<PictureFile> file, CancellationToken cancellationToken) => _queue.Prepare(
        token =>
        {
            Open(file(), token).Encoded.PrepareForTexts(token);
            Shrink();
        },
        cancellationToken);

    /// <summary>Ends what runs; the pictures are let go.</summary>
    public void Dispose()
    {
        _queue.Dispose();
        _metrics.Dispose();
        foreach (OpenPicture picture in _pictures.Values)
        {
            picture.Encoded.Dispose();
        }
    }

    private OpenPicture Open(PictureFile file, CancellationToken cancellationToken)
    {
        if (_pictures.TryGet(file.Content, out OpenPicture? known))
        {
            return known;
        }

        LoadedImage loaded = _decoded.Read(file);
        OpenPicture picture = new(loaded, _segmenter.Encode(loaded.Image, cancellationToken));
        _pictures.Add(file.Content, picture);
        return picture;
    }

    private void Shrink()
    {
        foreach (OpenPicture old in _pictures.Shrink())
        {
            old.Encoded.Dispose();
        }
    }
}
