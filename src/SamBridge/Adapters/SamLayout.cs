namespace ClipSurgery;

/// <summary>A kind of ONNX export, by which a model's files are recognised.</summary>
/// <param name="Name">What people call it.</param>
/// <param name="Create">Makes the adapter of a model.</param>
internal sealed record SamLayout(string Name, Func<SamSignature, SamAdapter> Create)
{
    /// <summary>All layouts; a model is of one at most.</summary>
    public static IReadOnlyList<SamLayout> All { get; } =
    [
        ConvertedSamAdapter.Layout,
        SegmentAnythingAdapter.Layout,
        SamMed2dAdapter.Layout,
        NanoSamAdapter.Layout,
        HqSamAdapter.Layout,
        EdgeSamAdapter.Layout,
        EfficientVitSamAdapter.Layout,
        EfficientSamAdapter.Layout,
        HuggingFaceSamAdapter.Layout,
        HuggingFaceSam2Adapter.Layout,
        SamExporterSam2Adapter.Layout,
        OsamSam2Adapter.Layout,
        Sam3Adapter.Layout,
    ];

    /// <summary>Inputs of the decoder that the encoder gives; the first tells the size of the low-resolution masks.</summary>
    public required string[] Embeddings { get; init; }

    /// <summary>Inputs of the decoder that a prompt gives.</summary>
    public required string[] Prompt { get; init; }

    /// <summary>Inputs that not all decoders have.</summary>
    public string[] Optional { get; init; } = [];

    /// <summary>Outputs of the decoder, by which layouts with the same inputs differ.</summary>
    public required string[] Outputs { get; init; }

    /// <summary>What else a model of the layout has, where names do not tell it.</summary>
    public Func<SamSignature, bool> Condition { get; init; } = _ => true;

    private IEnumerable<string> Required => Embeddings.Concat(Prompt).Except(Optional);

    /// <summary>Makes the adapter of a model.</summary>
    /// <exception cref="ClipSurgeryException">No layout has its signature.</exception>
    public static SamAdapter Recognise(SamSignature signature) =>
        All.FirstOrDefault(layout => layout.Differences(signature) == 0 && layout.Condition(signature))?.Create(signature)
        ?? throw Unknown(signature);

    /// <summary>How many names are missing or too many.</summary>
    private int Differences(SamSignature signature) =>
        Required.Count(input => !signature.Inputs.ContainsKey(input))
        + signature.Inputs.Keys.Count(input => !Required.Contains(input) && !Optional.Contains(input))
        + Outputs.Count(output => !signature.Outputs.ContainsKey(output));

    private static ClipSurgeryException Unknown(SamSignature signature)
    {
        SamLayout nearest = All.MinBy(layout => layout.Differences(signature))!;
        return new ClipSurgeryException(
            $"{signature.Files.Decoder}: not a SAM decoder of a known layout: it has the inputs " +
            $"{SamSignature.Describe(signature.Inputs)} and the outputs {string.Join(", ", signature.Outputs.Keys)}. " +
            $"The nearest known layout is that of {nearest.Name}, with the inputs {string.Join(", ", nearest.Required)} " +
            $"and the outputs {string.Join(", ", nearest.Outputs)}: export the model in it.");
    }
}
