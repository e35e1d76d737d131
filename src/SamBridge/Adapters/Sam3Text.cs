using Microsoft.ML.OnnxRuntime;

namespace ClipSurgery;

/// <summary>SAM 3's text input: its own word for examples without a text, encoded once.</summary>
internal sealed class Sam3Text : IDisposable
{
    /// <summary>What SAM 3 is told where it is shown boxes alone (<c>Sam3Processor.add_geometric_prompt</c>).</summary>
    private const string Word = "visual";

    /// <summary>The encoder's outputs, in the order of <see cref="Inputs"/>.</summary>
    private static readonly string[] Outputs = ["text_attention_mask", "text_memory", "text_embeds"];

    private readonly IDisposableReadOnlyCollection<OrtValue> _values;

    private Sam3Text(IDisposableReadOnlyCollection<OrtValue> values)
    {
        _values = values;
    }

    /// <summary>The decoder's inputs for a text.</summary>
    public static IReadOnlyList<string> Inputs { get; } = ["language_mask", "language_features", "language_embeds"];

    /// <summary>Loads the text encoder, and lets it go again.</summary>
    /// <exception cref="ClipSurgeryException">It is missing, or not SAM 3's.</exception>
    public static Sam3Text Encode(SamSignature signature)
    {
        string path = signature.Files.LanguageEncoder ?? throw new ClipSurgeryException(
            $"{signature.Files.Decoder}: is a decoder of SAM 3, which needs a language_encoder.onnx beside it. " +
            "Copy all three files of the export.");
        using OnnxSession session = OnnxSession.Load(path, signature.Options, fixedShapes: true);
        if (session.Inputs.Count != 1 || session.Inputs.First() is not { Value.Dimensions: [_, int length and > 0] } tokens
            || !Outputs.All(session.Outputs.ContainsKey))
        {
            throw new ClipSurgeryException(
                $"{path}: has the inputs {SamSignature.Describe(session.Inputs)} and the outputs " +
                $"{string.Join(", ", session.Outputs.Keys)}; expected tokens [1, length] and {string.Join(", ", Outputs)}. " +
                "Give the language encoder of the same SAM 3 export.");
        }

        long[] ids = new long[length];
        ReadOnlySpan<int> word = ClipTokenizer.Default.Encode(Word, length).Ids.Span;
        for (int i = 0; i < word.Length; i++)
        {
            ids[i] = word[i];
        }

        using OrtValue input = OrtValue.CreateTensorValueFromMemory(ids, [1, length]);
        return new Sam3Text(session.Run([tokens.Key], [input], Outputs, CancellationToken.None));
    }

    public void AddTo(DecoderInputs inputs)
    {
        for (int i = 0; i < Inputs.Count; i++)
        {
            inputs.Borrow(Inputs[i], _values[i]);
        }
    }

    public void Dispose() => _values.Dispose();
}
