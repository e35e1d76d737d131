using Microsoft.ML.OnnxRuntime;

namespace ClipSurgery;

/// <summary>
/// One picture's embedding, kept in the runtime's own memory until it is disposed: encode once, predict many times. Predictions
/// may run on several threads at once; dispose it when none is running, and before its model.
/// </summary>
public sealed class SamImage : IDisposable
{
    private static readonly string[] InputNames =
    [
        OfficialSignature.Embeddings, OfficialSignature.PointCoordinates, OfficialSignature.PointLabels,
        OfficialSignature.MaskInput, OfficialSignature.HasMaskInput, OfficialSignature.OriginalSize,
    ];

    private static readonly string[] OutputNames = [OfficialSignature.PredictedIou, OfficialSignature.LowResolutionMasks];

    private readonly OnnxSession _decoder;
    private readonly SamFrame _frame;

    /// <summary>Zeros that stand for no mask prompt; shared by all pictures of a model and never written.</summary>
    private readonly float[] _noMask;
    private readonly IDisposableReadOnlyCollection<OrtValue> _embedding;
    private bool _isDisposed;

    internal SamImage(OnnxSession decoder, SamFrame frame, float[] noMask, IDisposableReadOnlyCollection<OrtValue> embedding)
    {
        _decoder = decoder;
        _frame = frame;
        _noMask = noMask;
        _embedding = embedding;
    }

    /// <summary>Width of the picture in pixels.</summary>
    public int Width => _frame.Width;

    /// <summary>Height of the picture in pixels.</summary>
    public int Height => _frame.Height;

    /// <summary>Asks for masks.</summary>
    /// <param name="prompt">Points, a box, or both, in picture pixels.</param>
    /// <param name="cancellationToken">Ends a running inference.</param>
    /// <returns>The model's candidates, usually three; the single-mask output of a four-mask decoder is left out.</returns>
    /// <exception cref="ArgumentException">The prompt is empty or lies outside the picture.</exception>
    public IReadOnlyList<MaskCandidate> Predict(MaskPrompt prompt, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        prompt.Validate(Width, Height);
        (float[] coordinates, float[] labels) = ToModel(prompt);
        int size = _frame.LowResolutionSize;
        using OrtValue points = OrtValue.CreateTensorValueFromMemory(coordinates, [1, labels.Length, 2]);
        using OrtValue pointLabels = OrtValue.CreateTensorValueFromMemory(labels, [1, labels.Length]);
        using OrtValue mask = OrtValue.CreateTensorValueFromMemory(_noMask, [1, 1, size, size]);
        using OrtValue hasMask = OrtValue.CreateTensorValueFromMemory(new float[1], [1]);

        // The graph also upsamples its masks to this size; we do that ourselves from the logits, so its own work is kept small.
        using OrtValue originalSize = OrtValue.CreateTensorValueFromMemory(new float[] { size, size }, [2]);
        using IDisposableReadOnlyCollection<OrtValue> outputs = _decoder.Run(
            InputNames, [_embedding[0], points, pointLabels, mask, hasMask, originalSize], OutputNames, cancellationToken);
        return ReadCandidates(outputs[0].GetTensorDataAsSpan<float>(), outputs[1].GetTensorDataAsSpan<float>());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _isDisposed = true;
        _embedding.Dispose();
    }

    /// <summary>Labels: 1 inside, 0 outside, 2 and 3 the box's corners, −1 the padding point that stands in for a box.</summary>
    private (float[] Coordinates, float[] Labels) ToModel(MaskPrompt prompt)
    {
        List<float> coordinates = [];
        List<float> labels = [];
        foreach (PromptPoint point in prompt.Points)
        {
            Add(_frame.ToModel(point.Point.X, point.Point.Y), point.IsPositive ? 1 : 0);
        }

        if (prompt.Box is { } box)
        {
            Add(_frame.ToModel(box.X, box.Y), 2);
            Add(_frame.ToModel(box.Right, box.Bottom), 3);
        }
        else
        {
            Add((0, 0), -1);
        }

        return ([.. coordinates], [.. labels]);

        void Add((float X, float Y) point, float label)
        {
            coordinates.Add(point.X);
            coordinates.Add(point.Y);
            labels.Add(label);
        }
    }

    private MaskCandidate[] ReadCandidates(ReadOnlySpan<float> predictedIou, ReadOnlySpan<float> logits)
    {
        int area = _frame.LowResolutionSize * _frame.LowResolutionSize;
        int first = predictedIou.Length == 4 ? 1 : 0;
        MaskCandidate[] candidates = new MaskCandidate[predictedIou.Length - first];
        for (int i = 0; i < candidates.Length; i++)
        {
            candidates[i] = new MaskCandidate(logits.Slice((first + i) * area, area).ToArray(), predictedIou[first + i], _frame);
        }

        return candidates;
    }
}
