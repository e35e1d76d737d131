namespace ClipSurgery;

/// <summary>
/// The decoder that <c>convert</c> writes (<see cref="SamDecoderGraph"/>): one run answers any prompts together, of points, boxes and masks
/// mixed; shorter ones are filled up with points that change nothing.
/// </summary>
internal sealed class ConvertedSamAdapter : SamAdapter
{
    public static readonly SamLayout Layout = new("converted SAM", signature => new ConvertedSamAdapter(signature))
    {
        Embeddings = [SamEncoderGraph.Embedding],
        Prompt = [SamDecoderGraph.Points, SamDecoderGraph.Labels, SamDecoderGraph.Mask, SamDecoderGraph.HasMask],
        Outputs = [SamDecoderGraph.PredictedIou, SamDecoderGraph.Masks],
    };

    /// <summary>Prompts of a run: more of them gain nothing, and each takes the memory of four masks.</summary>
    private const int PromptsAtOnce = 16;

    private const float Filling = -2;

    private ConvertedSamAdapter(SamSignature signature)
        : base(Layout, signature, SamDecoderGraph.Points) => MostPrompts = PromptsAtOnce;

    public override bool TakesMixedPrompts => true;

    public override IReadOnlyList<string> Outputs { get; } = [SamDecoderGraph.PredictedIou, SamDecoderGraph.Masks];

    public override void AddPrompt(DecoderInputs inputs, MaskPrompt prompt, SamFrame frame) => AddPrompts(inputs, [prompt], frame);

    public override void AddPrompts(DecoderInputs inputs, IReadOnlyList<MaskPrompt> prompts, SamFrame frame)
    {
        PromptPoints[] points = [.. prompts.Select(prompt => PromptPoints.Of(prompt, frame, pads: true))];
        int most = points.Max(own => own.Labels.Length);
        int area = LowResolutionSize * LowResolutionSize;
        float[] coordinates = new float[prompts.Count * most * 2];
        float[] labels = new float[prompts.Count * most];
        float[] masks = new float[prompts.Count * area];
        float[] hasMask = new float[prompts.Count];
        Array.Fill(labels, Filling);
        for (int i = 0; i < prompts.Count; i++)
        {
            points[i].Coordinates.CopyTo(coordinates, i * most * 2);
            points[i].Labels.CopyTo(labels, i * most);
            if (!prompts[i].Logits.IsEmpty)
            {
                prompts[i].Logits.CopyTo(masks.AsMemory(i * area, area));
                hasMask[i] = 1;
            }
        }

        inputs.Add(SamDecoderGraph.Points, coordinates, prompts.Count, most, 2);
        inputs.Add(SamDecoderGraph.Labels, labels, prompts.Count, most);
        inputs.Add(SamDecoderGraph.Mask, masks, prompts.Count, 1, LowResolutionSize, LowResolutionSize);
        inputs.Add(SamDecoderGraph.HasMask, hasMask, prompts.Count);
    }
}
