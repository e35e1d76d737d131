namespace ClipSurgery;

/// <summary>
/// SC-CLIP's patches (Bai et al., "Self-Calibrated CLIP for Training-Free Open-Vocabulary Segmentation", 2024), as ONNX operators. Patches
/// that stand out are mended from their neighbours; patches that are alike in a middle block are averaged, before and after a last
/// attention that follows the same likeness. For a tower of L blocks, of outputs y(1) to y(L - 1); the paper has L = 12.
/// </summary>
/// <param name="graph">The graph that is built.</param>
/// <param name="block">The last block.</param>
/// <param name="gridSize">Rows and columns of the patch grid, <c>[2]</c>.</param>
internal sealed class SelfCalibration(OnnxGraphBuilder graph, TransformerBlock block, string gridSize)
{
    /// <summary>Blocks that a tower needs: the fourth is one of those that come before the last.</summary>
    public const int FewestBlocks = 5;

    /// <summary>The block, from 1, whose likeness the last averages follow, and from which outputs are added up.</summary>
    private const int EarlyBlock = 4;

    /// <summary>Patches are compared in the output of the block so many before the last.</summary>
    private const int LikenessBefore = 3;

    /// <summary>Cosine below which two patches have nothing to do with each other.</summary>
    private const float LeastCosine = 0.4f;

    private const float ClassShare = 0.3f;
    private const float Sharpness = 3;
    private const float Epsilon = 1e-6f;

    /// <summary>Patches <c>[batch, patches, width]</c>, before the final normalisation.</summary>
    /// <param name="outputs">Outputs of all blocks but the last, <c>[batch, 1 + patches, width]</c> each.</param>
    public string Apply(IReadOnlyList<string> outputs)
    {
        int last = outputs.Count;
        string early = Cosines(Patches(outputs[EarlyBlock - 1]));
        string final = Patches(outputs[last - 1]);
        string outliers = new PatchOutliers(graph, gridSize).Find(final);
        PatchMending mending = new(graph, gridSize, outliers);
        string likeness = Cosines(mending.Apply(Patches(outputs[last - LikenessBefore])));
        string attention = LikenessAttention(likeness);
        string sum = WithClass(Attend(Gather(mending.Apply(final), likeness), attention), outputs[last - 1]);
        if (outputs.Count - 1 >= EarlyBlock)
        {
            // The same once more, of all middle blocks together.
            string middle = outputs[EarlyBlock - 1];
            for (int i = EarlyBlock; i < outputs.Count - 1; i++)
            {
                middle = graph.Node("Add", [middle, outputs[i]]);
            }

            sum = graph.Node("Add", [sum, WithClass(Attend(Patches(middle), attention), middle)]);
        }

        return Gather(sum, early);
    }

    /// <summary>softmax(3 · (likeness − its mean)) over what is above the mean.</summary>
    private string LikenessAttention(string likeness)
    {
        string mean = graph.Node("ReduceMean", [likeness], OnnxAttribute.Ints("axes", 1, 2));
        string scores = graph.Node("Mul", [graph.Node("Sub", [likeness, mean]), graph.Scalar(Sharpness)]);
        string isBelow = graph.Node("Less", [scores, graph.Scalar(0)]);
        string kept = graph.Node("Where", [isBelow, graph.Scalar(float.NegativeInfinity), scores]);
        return graph.Node("Softmax", [kept], OnnxAttribute.Int("axis", -1));
    }

    /// <summary>The last block's attention among patches alone, half by likeness and half by keys; no residual, no feed-forward layers.</summary>
    private string Attend(string patches, string attention)
    {
        (_, string key, string value) = block.Qkv(patches);
        string byLikeness = graph.Node("MatMul", [attention, value]);
        string both = graph.Node("Add", [byLikeness, block.Attention.Attend(key, key, value)]);
        return block.Output(graph.Node("Mul", [both, graph.Scalar(0.5f)]));
    }

    /// <summary>Averages of patches that are alike, weighed by their cosines.</summary>
    private string Gather(string patches, string cosines)
    {
        string isFar = graph.Node("Less", [cosines, graph.Scalar(LeastCosine)]);
        string weights = graph.Node("Where", [isFar, graph.Scalar(0), cosines]);
        string sums = graph.Node("Add", [graph.Node("ReduceSum", [weights, graph.Integers(-1)]), graph.Scalar(Epsilon)]);
        return graph.Node("Div", [graph.Node("MatMul", [weights, patches]), sums]);
    }

    private string Cosines(string patches)
    {
        string unit = graph.Node("Div", [patches, graph.Node("ReduceL2", [patches], OnnxAttribute.Ints("axes", -1))]);
        return graph.RuntimeNode("FusedMatMul", [unit, unit], OnnxAttribute.Int("transB", 1));
    }

    private string WithClass(string patches, string tokens) =>
        graph.Node("Add", [patches, graph.Node("Mul", [graph.Slice(tokens, 0, 1, axis: 1), graph.Scalar(ClassShare)])]);

    private string Patches(string tokens) => graph.Slice(tokens, 1, int.MaxValue, axis: 1);
}
