using System.Buffers;
using Microsoft.ML.OnnxRuntime;

namespace ClipSurgery;

/// <summary>
/// A Segment Anything model as an ONNX encoder and decoder. Load it once and share it: every method may be called by several
/// threads at once.
/// </summary>
public sealed class SamModel : IDisposable
{
    private static readonly SamNormalization DefaultNormalization = new([123.675f, 116.28f, 103.53f], [58.395f, 57.12f, 57.375f]);

    private const string EncoderFile = "encoder.onnx";
    private const string DecoderFile = "decoder.onnx";

    private readonly string _directory;
    private readonly OnnxSession _encoder;
    private readonly OnnxSession _decoder;
    private readonly SamNormalization _normalization;
    private readonly float[] _noMask;
    private readonly string _encoderInput;
    private readonly string _encoderOutput;

    private SamModel(string directory, ModelManifest? manifest, RuntimeOptions options)
    {
        _directory = directory;
        Manifest = manifest;
        _normalization = manifest?.Sam ?? DefaultNormalization;
        _encoder = OnnxSession.Load(Path.Combine(directory, EncoderFile), options, fixedShapes: true);
        try
        {
            _decoder = OnnxSession.Load(Path.Combine(directory, DecoderFile), options, fixedShapes: false);
            (_encoderInput, _encoderOutput, InputSize) = OfficialSignature.ReadEncoder(_encoder, Path.Combine(directory, EncoderFile));
            LowResolutionSize = OfficialSignature.ReadDecoder(_decoder, Path.Combine(directory, DecoderFile));
            _noMask = new float[LowResolutionSize * LowResolutionSize];
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The model's name, licence, source and files; null where its folder has no <c>model.json</c>.</summary>
    public ModelManifest? Manifest { get; }

    /// <summary>SHA-256 of its files.</summary>
    internal string Fingerprint => field ??= Manifest is null
        ? FileHash.Combine([FileHash.Sha256(Path.Combine(_directory, EncoderFile)), FileHash.Sha256(Path.Combine(_directory, DecoderFile))])
        : FileHash.Combine(Manifest.Files.OrderBy(file => file.Key, StringComparer.Ordinal).Select(file => file.Value.Sha256));

    /// <summary>Side of the square input in pixels: 1024 for the official models.</summary>
    public int InputSize { get; }

    /// <summary>Side of the low-resolution masks: 256 for the official models.</summary>
    public int LowResolutionSize { get; }

    /// <summary>Loads <c>encoder.onnx</c> and <c>decoder.onnx</c> from a folder.</summary>
    /// <param name="directory">The model's folder.</param>
    /// <param name="options">Threads and device. Defaults to all cores of the CPU.</param>
    /// <exception cref="ClipSurgeryException">
    /// The folder is incomplete or damaged, or the model has another signature.
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
        SamFrame frame = new(image.Width, image.Height, InputSize, LowResolutionSize);
        RgbImage resized = PillowResize.Resize(image, frame.ResizedWidth, frame.ResizedHeight, ResampleFilter.Bilinear);
        int size = 3 * InputSize * InputSize;
        float[] pixels = ArrayPool<float>.Shared.Rent(size);
        try
        {
            Normalize(resized, pixels.AsSpan(0, size));
            using OrtValue input = OrtValue.CreateTensorValueFromMemory(
                OrtMemoryInfo.DefaultInstance, pixels.AsMemory(0, size), [1, 3, InputSize, InputSize]);
            return new SamImage(_decoder, frame, _noMask, _encoder.Run([_encoderInput], [input], [_encoderOutput], cancellationToken));
        }
        finally
        {
            ArrayPool<float>.Shared.Return(pixels);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _encoder.Dispose();
        _decoder?.Dispose();
    }

    /// <summary>Interleaved bytes to planes of <c>(value − mean) / std</c>, padded with 0 at the right and the bottom.</summary>
    private void Normalize(RgbImage image, Span<float> planes)
    {
        planes.Clear();
        for (int channel = 0; channel < 3; channel++)
        {
            float mean = _normalization.Mean[channel];
            float scale = 1 / _normalization.Std[channel];
            Span<float> plane = planes.Slice(channel * InputSize * InputSize, InputSize * InputSize);
            for (int y = 0; y < image.Height; y++)
            {
                ReadOnlySpan<byte> row = image.Row(y);
                Span<float> target = plane.Slice(y * InputSize, image.Width);
                for (int x = 0; x < target.Length; x++)
                {
                    target[x] = (row[3 * x + channel] - mean) * scale;
                }
            }
        }
    }
}
