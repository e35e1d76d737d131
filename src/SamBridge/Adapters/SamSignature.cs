using Microsoft.ML.OnnxRuntime;

namespace ClipSurgery;

/// <summary>The inputs and outputs of a SAM model's two sessions, from which its family and sizes are known.</summary>
internal sealed class SamSignature
{
    private readonly OnnxSession _decoder;
    private readonly int? _encoderEmbeddingSide;

    public SamSignature(SamFiles files, RuntimeOptions options, OnnxSession encoder, OnnxSession decoder)
    {
        Files = files;
        Options = options;
        EncoderOutputs = [.. encoder.Outputs.Keys];
        Picture = EncoderInput.Read(encoder, files.Encoder);
        _decoder = decoder;
        _encoderEmbeddingSide = encoder.Outputs.Values.Select(FixedSide).FirstOrDefault(side => side is not null);
    }

    /// <summary>The files.</summary>
    public SamFiles Files { get; }

    /// <summary>Threads and device, for a family that loads a third file.</summary>
    public RuntimeOptions Options { get; }

    /// <summary>The encoder's input.</summary>
    public EncoderInput Picture { get; }

    /// <summary>Names of the encoder's outputs, in the model's order.</summary>
    public IReadOnlyList<string> EncoderOutputs { get; }

    /// <summary>The decoder's inputs by name.</summary>
    public IReadOnlyDictionary<string, NodeMetadata> Inputs => _decoder.Inputs;

    /// <summary>The decoder's outputs by name.</summary>
    public IReadOnlyDictionary<string, NodeMetadata> Outputs => _decoder.Outputs;

    /// <summary>Side of an input <c>[.., side, side]</c> of the decoder; null where it is not fixed.</summary>
    public int? SideOf(string input) => Inputs.TryGetValue(input, out NodeMetadata? metadata) ? FixedSide(metadata) : null;

    /// <summary>Side of the square that the decoder's points lie in.</summary>
    /// <param name="points">The input that holds points or boxes.</param>
    /// <param name="embedding">The input that holds the picture's embedding; a patch of it is 16 pixels wide in SAM.</param>
    /// <exception cref="ClipSurgeryException">Nothing tells it.</exception>
    public int ReadFrameSide(string points, string embedding) =>
        PointFrame.Read(Files.Decoder, points) ?? Picture.Side ?? 16 * SideOf(embedding) ?? throw NoSize("points");

    /// <summary>Side of the low-resolution masks: the mask input's, or four times the embedding's, as in every SAM.</summary>
    /// <param name="embedding">The input that holds the picture's embedding.</param>
    /// <exception cref="ClipSurgeryException">Nothing tells it.</exception>
    public int ReadLowResolutionSize(string embedding) =>
        SideOf(PointPrompt.Mask) ?? 4 * (SideOf(embedding) ?? _encoderEmbeddingSide) ?? throw NoSize("masks");

    /// <summary>
    /// The encoder's outputs that go into the decoder: those of the same name. The one embedding of a decoder that takes no other
    /// is the encoder's first output, whatever its name.
    /// </summary>
    /// <param name="inputs">Inputs of the decoder; those that it does not have are left out.</param>
    /// <exception cref="ClipSurgeryException">The encoder does not give one of them.</exception>
    public IReadOnlyList<(string Output, string Input)> Link(params IEnumerable<string> inputs)
    {
        string[] wanted = [.. inputs.Where(Inputs.ContainsKey)];
        string? missing = wanted.FirstOrDefault(input => !EncoderOutputs.Contains(input));
        return missing is null ? [.. wanted.Select(input => (input, input))]
            : wanted.Length == 1 ? [(EncoderOutputs[0], missing)]
            : throw new ClipSurgeryException(
                $"{Files.Encoder}: has the outputs {string.Join(", ", EncoderOutputs)}, but the decoder takes {missing} too. " +
                "Give an encoder and a decoder of one export.");
    }

    /// <summary>Values of a model for a message: names, types and shapes.</summary>
    public static string Describe(IReadOnlyDictionary<string, NodeMetadata> values) => string.Join(
        ", ", values.Select(value => $"{value.Key} {value.Value.ElementDataType} [{string.Join(", ", value.Value.Dimensions)}]"));

    private ClipSurgeryException NoSize(string what) => new(
        $"{Files.Decoder}: nothing tells the size of its {what}; it has the inputs {Describe(Inputs)}. " +
        "Export the model with an embedding of a fixed size.");

    private static int? FixedSide(NodeMetadata value) =>
        value.Dimensions is [.., int height, int width] && height == width && width > 0 ? width : null;
}
