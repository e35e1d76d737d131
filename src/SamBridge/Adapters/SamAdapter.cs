using Microsoft.ML.OnnxRuntime;

namespace ClipSurgery;

/// <summary>How the models of one layout see a picture, are asked, and answer. The defaults are segment-anything's.</summary>
internal abstract class SamAdapter : IDisposable
{
    /// <summary>SAM's and SAM 2's: the mean and the deviation of ImageNet.</summary>
    private static readonly SamNormalization ImageNet = new([123.675f, 116.28f, 103.53f], [58.395f, 57.12f, 57.375f]);

    /// <param name="layout">The layout.</param>
    /// <param name="signature">The model.</param>
    /// <param name="points">The decoder's input that holds points, or boxes where it takes no points.</param>
    protected SamAdapter(SamLayout layout, SamSignature signature, string points)
    {
        Name = layout.Name;
        FrameSide = signature.ReadFrameSide(points, layout.Embeddings[0]);
        LowResolutionSize = signature.ReadLowResolutionSize(layout.Embeddings[0]);
        Embeddings = signature.Link(layout.Embeddings);
    }

    /// <summary>What the layout is called.</summary>
    public string Name { get; }

    /// <summary>Side of the square that points lie in; the picture lies in it as in the encoder's input.</summary>
    public int FrameSide { get; }

    /// <summary>Side of the low-resolution masks.</summary>
    public int LowResolutionSize { get; }

    /// <summary>The encoder's outputs that the decoder takes, and its inputs that take them.</summary>
    public IReadOnlyList<(string Output, string Input)> Embeddings { get; }

    /// <summary>How values are normalised where the model's manifest does not say it.</summary>
    public virtual SamNormalization Normalization => ImageNet;

    /// <summary>True where the picture fills the square, false where it is padded.</summary>
    public virtual bool IsSquashed => false;

    /// <summary>True where the encoder takes a picture of any size, without padding.</summary>
    public virtual bool TakesAnySize => false;

    /// <summary>What a prompt may hold.</summary>
    public virtual SamPromptLimits Limits => SamPromptLimits.None;

    /// <summary>True where prompts of one run need not have the same number of points, or all a box or none.</summary>
    public virtual bool TakesMixedPrompts => false;

    /// <summary>
    /// Prompts that one run of the decoder answers at most, where all have the same number of points and all or none have a box. Any
    /// thread may set it to 1 when it turns out that a run answers no more.
    /// </summary>
    public int MostPrompts { get; set; } = 1;

    /// <summary>The decoder's outputs that <see cref="ReadCandidates"/> takes, in its order.</summary>
    public abstract IReadOnlyList<string> Outputs { get; }

    /// <summary>Brings a picture to the size that the encoder takes.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="side">Side of the encoder's input.</param>
    public virtual RgbImage Fit(RgbImage image, int side) =>
        IsSquashed ? PictureFit.Squash(image, side) : PictureFit.LongestSide(image, side);

    /// <summary>Adds the decoder's inputs that a prompt gives.</summary>
    /// <param name="inputs">Has the embeddings already.</param>
    /// <param name="prompt">Within the <see cref="Limits"/>.</param>
    /// <param name="frame">Between the picture and the model.</param>
    public abstract void AddPrompt(DecoderInputs inputs, MaskPrompt prompt, SamFrame frame);

    /// <summary>Adds the decoder's inputs that some prompts give, which are at most <see cref="MostPrompts"/>.</summary>
    public virtual void AddPrompts(DecoderInputs inputs, IReadOnlyList<MaskPrompt> prompts, SamFrame frame) =>
        AddPrompt(inputs, prompts[0], frame);

    /// <summary>Reads the answer: for each prompt at least one candidate.</summary>
    public virtual IReadOnlyList<IReadOnlyList<MaskCandidate>> ReadCandidates(
        IReadOnlyList<OrtValue> outputs, IReadOnlyList<MaskPrompt> prompts, SamFrame frame) =>
        MaskOutputs.Read(outputs, prompts.Count, frame);

    public virtual void Dispose()
    {
    }
}
