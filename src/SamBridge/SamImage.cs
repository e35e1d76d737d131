using Microsoft.ML.OnnxRuntime;

namespace ClipSurgery;

/// <summary>
/// One picture's embedding, kept in the runtime's own memory until it is disposed: encode once, predict many times. Predictions
/// may run on several threads at once; dispose it when none is running, and before its model.
/// </summary>
public sealed class SamImage : IDisposable
{
    private readonly OnnxSession _decoder;
    private readonly SamAdapter _adapter;
    private readonly SamFrame _frame;
    private readonly IDisposableReadOnlyCollection<OrtValue> _embeddings;
    private bool _isDisposed;

    internal SamImage(OnnxSession decoder, SamAdapter adapter, SamFrame frame, IDisposableReadOnlyCollection<OrtValue> embeddings)
    {
        _decoder = decoder;
        _adapter = adapter;
        _frame = frame;
        _embeddings = embeddings;
    }

    /// <summary>Width of the picture in pixels.</summary>
    public int Width => _frame.Width;

    /// <summary>Height of the picture in pixels.</summary>
    public int Height => _frame.Height;

    /// <summary>The image encoder's first output, mostly <c>[1, channels, rows, columns]</c> over the whole square.</summary>
    internal OrtValue Embedding => _embeddings[0];

    /// <summary>What the embedding takes in bytes; runtimes keep it as 32-bit floats.</summary>
    internal long Bytes => _embeddings.Sum(embedding => embedding.GetTensorTypeAndShape().ElementCount * sizeof(float));

    /// <summary>Asks for masks.</summary>
    /// <param name="prompt">
    /// Points, a box, or both, in picture pixels. What the model does not take is adapted (<see cref="SamModel.PromptLimits"/>).
    /// </param>
    /// <param name="cancellationToken">Ends a running inference.</param>
    /// <returns>
    /// The model's candidates, at least one and usually three; the single-mask output of a four-mask decoder is left out.
    /// </returns>
    /// <exception cref="ArgumentException">
    /// The prompt is empty or lies outside the picture, its mask is of another size, or the model takes nothing of it.
    /// </exception>
    public IReadOnlyList<MaskCandidate> Predict(MaskPrompt prompt, CancellationToken cancellationToken = default) =>
        Predict([prompt], cancellationToken)[0];

    /// <summary>
    /// Asks for the masks of several prompts, each on its own. It is faster than one call a prompt where the model takes several
    /// at once, as Hugging Face's exports do where neighbours in the list have as many points, and a box or none.
    /// </summary>
    /// <param name="prompts">As in <see cref="Predict(MaskPrompt, CancellationToken)"/>.</param>
    /// <param name="cancellationToken">Ends a running inference.</param>
    /// <returns>For each prompt the model's candidates.</returns>
    /// <exception cref="ArgumentException">One of the prompts is refused.</exception>
    public IReadOnlyList<IReadOnlyList<MaskCandidate>> Predict(
        IReadOnlyList<MaskPrompt> prompts, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        MaskPrompt[] adapted = [.. prompts.Select(Adapt)];
        List<IReadOnlyList<MaskCandidate>> answers = new(adapted.Length);
        while (answers.Count < adapted.Length)
        {
            MaskPrompt first = adapted[answers.Count];
            IEnumerable<MaskPrompt> next = adapted.Skip(answers.Count).Take(_adapter.MostPrompts);
            MaskPrompt[] alike = [.. next.TakeWhile(prompt => _adapter.TakesMixedPrompts || HaveOneForm(prompt, first))];
            try
            {
                answers.AddRange(Ask(
                    inputs => _adapter.AddPrompts(inputs, alike, _frame),
                    _adapter.Outputs,
                    outputs => _adapter.ReadCandidates(outputs, alike, _frame),
                    cancellationToken));
            }
            catch (ClipSurgeryException) when (alike.Length > 1)
            {
                // An export may name an axis as if it were free that is fixed inside.
                _adapter.MostPrompts = 1;
            }
        }

        return answers;
    }

    /// <summary>
    /// A mask of the picture, be it found earlier or drawn by hand, as the logits that refine it (<see cref="MaskPrompt.Logits"/>): the
    /// share of each low-resolution cell that it covers, from <c>-10</c> for none to <c>10</c> for all. Padding counts as outside.
    /// </summary>
    /// <param name="mask">A mask of the picture's size.</param>
    /// <returns><c>[side · side]</c> logits at the model's low resolution, row-major, over its whole square input.</returns>
    /// <exception cref="ArgumentException">The mask is of another size.</exception>
    public float[] LogitsOf(Mask mask)
    {
        ArgumentNullException.ThrowIfNull(mask);
        if (mask.Width != Width || mask.Height != Height)
        {
            throw new ArgumentException($"The mask is {mask.Width}x{mask.Height}, the picture {Width}x{Height}.", nameof(mask));
        }

        const float Sure = 10;
        int side = _frame.LowResolutionSize;
        float[] logits = new float[side * side];
        Array.Fill(logits, -Sure);
        (int columns, int rows) = (_frame.ValidWidth, _frame.ValidHeight);
        float[] shares = MaskCoverage.Measure(mask, 0, 0, Width, Height, columns, rows);
        double cells = mask.Area * ((double)columns * rows / ((double)Width * Height));
        for (int y = 0; y < rows; y++)
        {
            for (int x = 0; x < columns; x++)
            {
                logits[(y * side) + x] = (float)(Sure * ((2 * Math.Min(1, shares[(y * columns) + x] * cells)) - 1));
            }
        }

        return logits;
    }

    /// <summary>Runs the decoder with this picture's embedding and what else is added to it.</summary>
    internal T Ask<T>(
        Action<DecoderInputs> add,
        IReadOnlyList<string> outputNames,
        Func<IReadOnlyList<OrtValue>, T> read,
        CancellationToken cancellationToken)
    {
        using DecoderInputs inputs = new(_decoder.Inputs);
        for (int i = 0; i < _embeddings.Count; i++)
        {
            inputs.Borrow(_adapter.Embeddings[i].Input, _embeddings[i]);
        }

        add(inputs);
        using IDisposableReadOnlyCollection<OrtValue> outputs =
            _decoder.Run(inputs.Names, inputs.Values, outputNames, cancellationToken);
        return read(outputs);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _isDisposed = true;
        _embeddings.Dispose();
    }

    private MaskPrompt Adapt(MaskPrompt prompt)
    {
        prompt.Validate(Width, Height);
        int area = _frame.LowResolutionSize * _frame.LowResolutionSize;
        return prompt.Logits.IsEmpty || prompt.Logits.Length == area
            ? _adapter.Limits.Adapt(prompt, Width, Height)
            : throw new ArgumentException(
                $"The prompt's mask has {prompt.Logits.Length} logits; this model's masks have {area}.", nameof(prompt));
    }

    private static bool HaveOneForm(MaskPrompt a, MaskPrompt b) =>
        a.Points.Count == b.Points.Count && a.Box is null == b.Box is null;
}
