namespace ClipSurgery;

/// <summary>
/// A Segment Anything model as an ONNX encoder and decoder. Load it once and share it: every method may be called by several
/// threads at once.
/// </summary>
public sealed class SamModel : IDisposable
{
    private readonly SamFiles _files;
    private readonly string _folder;
    private readonly OnnxSession _encoder;
    private readonly OnnxSession _decoder;
    private readonly SamAdapter _adapter;
    private readonly EncoderInput _picture;

    private SamModel(string directory, ModelManifest? manifest, RuntimeOptions options)
    {
        _files = SamFiles.Find(directory);
        _folder = PathLinks.Follow(directory);
        Manifest = manifest;
        _encoder = OnnxSession.Load(_files.Encoder, options, fixedShapes: true);
        try
        {
            _decoder = OnnxSession.Load(_files.Decoder, options, fixedShapes: false);
            SamSignature signature = new(_files, options, _encoder, _decoder);
            _picture = signature.Picture;
            _adapter = SamLayout.Recognise(signature);
            InputSize = _picture.Side ?? _adapter.FrameSide;
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The model's name, licence, source and files; null where its folder has no <c>model.json</c>.</summary>
    public ModelManifest? Manifest { get; }

    /// <summary>The ONNX layout that its inputs and outputs were recognised by, such as <c>segment-anything</c>.</summary>
    public string Layout => _adapter.Name;

    /// <summary>What it cannot be asked, by its layout.</summary>
    public SamPromptLimits PromptLimits => _adapter.Limits;

    /// <summary>Side of the square input in pixels: 1024 for most models.</summary>
    public int InputSize { get; }

    /// <summary>Side of the low-resolution masks: 256 for most models.</summary>
    public int LowResolutionSize => _adapter.LowResolutionSize;

    /// <summary>
    /// True where it finds masks by a text itself, as SAM 3 does with its language encoder: for <see cref="Sam3TextSegmenter"/>.
    /// </summary>
    public bool CanReadText => Sam3 is not null;

    internal Sam3Adapter? Sam3 => _adapter as Sam3Adapter;

    /// <summary>SHA-256 of its files, and of those beside them that hold their tensors.</summary>
    internal string Fingerprint => field ??= FileHash.Combine(
    [
        .. Manifest is null
            ? _files.All.Select(FileHash.Sha256)
            : Manifest.Files.OrderBy(file => file.Key, StringComparer.Ordinal).Select(file => file.Value.Sha256),
        .. _files.All.SelectMany(OnnxPreflight.Check).Distinct().Where(data => !IsInManifest(data)).Select(FileHash.Sha256),
    ]);

    /// <summary>
    /// Loads a model from a folder: an encoder and a decoder as ONNX files, under the names that exporters and model hubs give
    /// them, in the folder or in its <c>onnx</c> folder. Full precision goes before lower where there are several.
    /// </summary>
    /// <param name="directory">The model's folder.</param>
    /// <param name="options">Threads and device. Defaults to all cores of the CPU.</param>
    /// <exception cref="ClipSurgeryException">
    /// The folder is incomplete or damaged, or the model has no known layout.
    /// </exception>
    public static SamModel Load(string directory, RuntimeOptions? options = null)
    {
        if (ModelManifest.TryRead(directory, out ModelManifest? manifest))
        {
            if (manifest.Kind != ModelKind.Sam)
            {
                throw new ClipSurgeryException($"{directory}: is a CLIP model; expected a SAM model (see 'clip-surgery models list').");
            }

            manifest.Verify(directory, full: true);
        }

        return new SamModel(directory, manifest, options ?? new RuntimeOptions());
    }

    /// <summary>Encodes a picture, once for any number of prompts. The caller disposes the result.</summary>
    public SamImage Encode(RgbImage image, CancellationToken cancellationToken = default)
    {
        SamFrame frame = new(image.Width, image.Height, _adapter.FrameSide, LowResolutionSize, _adapter.IsSquashed);
        string[] outputs = [.. _adapter.Embeddings.Select(embedding => embedding.Output)];
        RgbImage fitted = _adapter.Fit(image, InputSize);
        SamImage encoded = _picture.Use(
            fitted,
            _adapter.TakesAnySize ? null : InputSize,
            Manifest?.Sam ?? _adapter.Normalization,
            input => new SamImage(_decoder, _adapter, frame, _encoder.Run([_picture.Name], [input], outputs, cancellationToken)));
        fitted.Return();
        return encoded;
    }

    private bool IsInManifest(string data) =>
        Manifest?.Files.ContainsKey(Path.GetRelativePath(_folder, data).Replace(Path.DirectorySeparatorChar, '/')) == true;

    /// <inheritdoc/>
    public void Dispose()
    {
        _encoder.Dispose();
        _decoder?.Dispose();
        _adapter?.Dispose();
    }
}
