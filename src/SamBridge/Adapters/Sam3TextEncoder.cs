using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace ClipSurgery;

/// <summary>A text as SAM 3's decoder takes it.</summary>
/// <param name="Values">In the order of <see cref="Sam3TextEncoder.Inputs"/>; about 160 kB.</param>
/// <param name="IsTruncated">True where the text was longer than the encoder's context and was cut.</param>
internal sealed record Sam3Text(IDisposableReadOnlyCollection<OrtValue> Values, bool IsTruncated);

/// <summary>
/// SAM 3's language encoder. It is larger than all else that a run holds, so it is loaded only while there are new texts, and what
/// it made of a text is kept until this is disposed. May be used by several threads at once.
/// </summary>
internal sealed class Sam3TextEncoder : IDisposable
{
    /// <summary>What SAM 3 is told where it is shown boxes alone (<c>Sam3Processor.add_geometric_prompt</c>).</summary>
    public const string Visual = "visual";

    /// <summary>The encoder's outputs, in the order of <see cref="Inputs"/>.</summary>
    private static readonly string[] Outputs = ["text_attention_mask", "text_memory", "text_embeds"];

    private readonly string _path;
    private readonly RuntimeOptions _options;
    private readonly Dictionary<string, Sam3Text> _texts = new(StringComparer.Ordinal);

    /// <summary>Encodes <see cref="Visual"/>, which shows whether the file is what it should be.</summary>
    /// <exception cref="ClipSurgeryException">It is missing, or not SAM 3's.</exception>
    public Sam3TextEncoder(SamSignature signature)
    {
        _path = signature.Files.LanguageEncoder ?? throw new ClipSurgeryException(
            $"{signature.Files.Decoder}: is a decoder of SAM 3, which needs a language_encoder.onnx beside it. " +
            "Copy all three files of the export.");
        _options = signature.Options;
        Encode([Visual], CancellationToken.None);
    }

    /// <summary>The decoder's inputs for a text.</summary>
    public static IReadOnlyList<string> Inputs { get; } = ["language_mask", "language_features", "language_embeds"];

    /// <summary>The most tokens of a text, its start and end included.</summary>
    public int ContextLength { get; private set; }

    /// <summary>Encodes the texts that are new.</summary>
    /// <returns>One entry a text, in order.</returns>
    public IReadOnlyList<Sam3Text> Encode(IReadOnlyList<string> texts, CancellationToken cancellationToken)
    {
        lock (_texts)
        {
            string[] unknown = [.. texts.Distinct(StringComparer.Ordinal).Where(text => !_texts.ContainsKey(text))];
            if (unknown.Length > 0)
            {
                using OnnxSession session = OnnxSession.Load(_path, _options, fixedShapes: true);
                (string tokens, ContextLength) = ReadInput(session);
                foreach (string text in unknown)
                {
                    _texts.Add(text, Encode(session, tokens, ContextLength, text, cancellationToken));
                }
            }

            return [.. texts.Select(text => _texts[text])];
        }
    }

    public void Dispose()
    {
        foreach (Sam3Text text in _texts.Values)
        {
            text.Values.Dispose();
        }
    }

    private (string Tokens, int Length) ReadInput(OnnxSession session)
    {
        bool isText = session.Inputs.Count == 1 && Outputs.All(session.Outputs.ContainsKey);
        return isText && session.Inputs.First() is
        {
            Value: { ElementDataType: TensorElementType.Int64, Dimensions: [_, int length and > 1] },
        }
        input
            ? (input.Key, length)
            : throw new ClipSurgeryException(
                $"{_path}: has the inputs {SamSignature.Describe(session.Inputs)} and the outputs " +
                $"{string.Join(", ", session.Outputs.Keys)}; expected tokens Int64 [1, length] and {string.Join(", ", Outputs)}. " +
                "Give the language encoder of the same SAM 3 export.");
    }

    /// <summary>Ids are padded with 0, by which the encoder knows what is no text.</summary>
    private static Sam3Text Encode(OnnxSession session, string tokens, int length, string text, CancellationToken cancellationToken)
    {
        TokenSequence sequence = ClipTokenizer.Default.Encode(text, length);
        long[] ids = new long[length];
        ReadOnlySpan<int> words = sequence.Ids.Span;
        for (int i = 0; i < words.Length; i++)
        {
            ids[i] = words[i];
        }

        using OrtValue input = OrtValue.CreateTensorValueFromMemory(ids, [1, length]);
        return new Sam3Text(session.Run([tokens], [input], Outputs, cancellationToken), sequence.IsTruncated);
    }
}
