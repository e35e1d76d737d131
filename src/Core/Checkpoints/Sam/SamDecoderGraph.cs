namespace ClipSurgery;

/// <summary>
/// Writes SAM's prompt encoder and mask decoder (Kirillov et al., ICCV 2023) for any number of prompts at once:
/// <c>image_embeddings [1, channels, grid, grid]</c>, <c>points [prompts, points, 2]</c> (x, y in the model's square), <c>labels [prompts,
/// points]</c> (1 inside, 0 outside, 2 and 3 a box's corners, −1 the point that stands in for a missing box, −2 nothing: it fills up shorter
/// prompts and changes no result), <c>mask_input [prompts, 1, 4 · grid, 4 · grid]</c> and <c>has_mask [prompts]</c> to <c>masks [prompts, 4, 4
/// · grid, 4 · grid]</c> (logits; the first is for prompts that mean one thing) and <c>iou [prompts, 4]</c>.
/// </summary>
internal sealed class SamDecoderGraph(SamCheckpoint checkpoint, OnnxGraphBuilder graph)
{
    public const string Points = "points";
    public const string Labels = "labels";
    public const string Mask = "mask_input";
    public const string HasMask = "has_mask";
    public const string Masks = "masks";
    public const string PredictedIou = "iou";

    private const string Encoder = "prompt_encoder";
    private const string Decoder = "mask_decoder";
    private const string Transformer = $"{Decoder}.transformer";
    private const int MaskTokens = 4;
    private const int CornerLabels = 4;
    private const float NormEpsilon = 1e-5f;

    private readonly SamLayers _layers = new(checkpoint, graph);
    private readonly int _channels = checkpoint.Channels;
    private readonly int _grid = checkpoint.Grid;
    private readonly Lazy<float[]> _frequencies = new(
        () => checkpoint.Read($"{Encoder}.pe_layer.positional_encoding_gaussian_matrix", 2, checkpoint.Channels / 2));

    private int Cells => _grid * _grid;

    public byte[] Build()
    {
        (string channels, string grid, string side) = ($"{_channels}", $"{_grid}", $"{4 * _grid}");
        string embedding = graph.FloatInput(SamEncoderGraph.Embedding, "1", channels, grid, grid);
        string points = graph.FloatInput(Points, "prompts", "points", "2");
        string labels = graph.FloatInput(Labels, "prompts", "points");
        string maskInput = graph.FloatInput(Mask, "prompts", "1", side, side);
        string hasMask = graph.FloatInput(HasMask, "prompts");
        string prompts = graph.Slice(graph.Node("Shape", [labels]), 0, 1, axis: 0);

        string output = OutputTokens(prompts);
        string tokens = graph.Node("Concat", [output, EncodePoints(points, labels)], OnnxAttribute.Int("axis", 1));
        string image = graph.Node("Add", [Flatten(embedding), Flatten(EncodeMask(maskInput, hasMask))]);
        string positions = graph.Weight("image_positions", GridPositions(), 1, Cells, _channels);
        (string queries, string keys) = TwoWay(tokens, image, positions, Ignored(labels));

        string masks = graph.Slice(queries, 1, 1 + MaskTokens, axis: 1);
        graph.FloatOutput(Masks, DrawMasks(masks, keys), "prompts", $"{MaskTokens}", side, side);
        string score = graph.Node("Squeeze", [graph.Slice(queries, 0, 1, axis: 1), graph.Integers(1)]);
        graph.FloatOutput(PredictedIou, Perceptron($"{Decoder}.iou_prediction_head", score), "prompts", $"{MaskTokens}");
        return graph.ToBytes();
    }

    /// <summary>The tokens that scores and masks are read from, <c>[prompts, 5, channels]</c>.</summary>
    private string OutputTokens(string prompts)
    {
        string score = Table($"{Decoder}.iou_token.weight", 1);
        string masks = Table($"{Decoder}.mask_tokens.weight", MaskTokens);
        string tokens = graph.Node("Unsqueeze", [graph.Node("Concat", [score, masks], OnnxAttribute.Int("axis", 0)), graph.Integers(0)]);
        string shape = graph.Node("Concat", [prompts, graph.Integers(1, 1)], OnnxAttribute.Int("axis", 0));
        return graph.Node("Expand", [tokens, shape]);
    }

    /// <summary>Points <c>[prompts, points, channels]</c>: where they are, and what they mean.</summary>
    private string EncodePoints(string points, string labels)
    {
        // The centre of a pixel, as a share of the square, from -1 to 1, in turns.
        string centred = graph.Node("Add", [points, graph.Scalar(0.5f)]);
        string share = graph.Node("Sub", [graph.Node("Mul", [centred, graph.Scalar(2f / checkpoint.Side)]), graph.Scalar(1)]);
        string frequencies = graph.Weight("frequencies", () => _frequencies.Value, 2, _channels / 2);
        string angles = graph.Node("Mul", [graph.Node("MatMul", [share, frequencies]), graph.Scalar(2 * MathF.PI)]);
        string place = graph.Node("Concat", [graph.Node("Sin", [angles]), graph.Node("Cos", [angles])], OnnxAttribute.Int("axis", -1));

        // A row for each label from -2 on; what is no point has no place.
        string none = graph.Weight("no_point", new float[_channels], 1, _channels);
        string meanings = graph.Node(
            "Concat",
            [
                none, Table($"{Encoder}.not_a_point_embed.weight", 1),
                .. Enumerable.Range(0, CornerLabels).Select(label => Table($"{Encoder}.point_embeddings.{label}.weight", 1)),
            ],
            OnnxAttribute.Int("axis", 0));
        string row = graph.Node("Cast", [graph.Node("Add", [labels, graph.Scalar(2)])], OnnxAttribute.Int("to", OnnxGraphBuilder.Int64Type));
        string isPoint = graph.Node("Unsqueeze", [graph.ToFloat(graph.Node("Greater", [labels, graph.Scalar(-0.5f)])), graph.Integers(2)]);
        return graph.Node("Add", [graph.Node("Mul", [place, isPoint]), graph.Node("Gather", [meanings, row], OnnxAttribute.Int("axis", 0))]);
    }

    /// <summary>What is added to the scores of attention to a token: a large negative number for what only fills up.</summary>
    private string Ignored(string labels)
    {
        const float Never = -1e9f;
        string filling = graph.ToFloat(graph.Node("Less", [labels, graph.Scalar(-1.5f)]));
        string padded = graph.Node("Pad", [filling, graph.Integers(0, 1 + MaskTokens, 0, 0)]);
        return graph.Node("Mul", [graph.Node("Unsqueeze", [padded, graph.Integers(1, 2)]), graph.Scalar(Never)]);
    }

    /// <summary>An earlier mask as planes <c>[prompts, channels, grid, grid]</c>; where there is none, the same for every cell.</summary>
    private string EncodeMask(string mask, string hasMask)
    {
        const string Name = $"{Encoder}.mask_downscaling";
        int first = (int)checkpoint.Shape($"{Name}.0.weight", 4)[0];
        int second = (int)checkpoint.Shape($"{Name}.3.weight", 4)[0];
        string x = graph.Gelu(_layers.NormOfPlanes($"{Name}.1", _layers.Convolution($"{Name}.0", mask, 2, hasBias: true), first));
        x = graph.Gelu(_layers.NormOfPlanes($"{Name}.4", _layers.Convolution($"{Name}.3", x, 2, hasBias: true), second));
        x = _layers.Convolution($"{Name}.6", x, 1, hasBias: true);
        string none = graph.Node("Reshape", [Table($"{Encoder}.no_mask_embed.weight", 1), graph.Integers(1, _channels, 1, 1)]);
        string share = graph.Node("Unsqueeze", [hasMask, graph.Integers(1, 2, 3)]);
        return graph.Node("Add", [none, graph.Node("Mul", [graph.Node("Sub", [x, none]), share])]);
    }

    /// <summary>Tokens and image attend to each other in turns.</summary>
    /// <returns>Tokens <c>[prompts, tokens, channels]</c> and image <c>[prompts, cells, channels]</c>.</returns>
    private (string Queries, string Keys) TwoWay(string tokens, string image, string positions, string ignored)
    {
        (string queries, string keys) = (tokens, image);
        int layer = 0;
        for (string name; checkpoint.Has($"{name = $"{Transformer}.layers.{layer}"}.norm1.weight"); layer++)
        {
            // The first layer has no positions besides the tokens themselves, and replaces them.
            string own = layer == 0 ? queries : graph.Node("Add", [queries, tokens]);
            string toSelf = Attend($"{name}.self_attn", own, own, queries, ignored);
            queries = Norm($"{name}.norm1", layer == 0 ? toSelf : graph.Node("Add", [queries, toSelf]));
            queries = Norm($"{name}.norm2", graph.Node("Add", [queries, ToImage($"{name}.cross_attn_token_to_image")]));
            string hidden = graph.Node("Relu", [_layers.Linear($"{name}.mlp.lin1", queries)]);
            queries = Norm($"{name}.norm3", graph.Node("Add", [queries, _layers.Linear($"{name}.mlp.lin2", hidden)]));
            string back = Attend($"{name}.cross_attn_image_to_token", WithPositions(), WithTokens(), queries, ignored);
            keys = Norm($"{name}.norm4", graph.Node("Add", [keys, back]));
        }

        queries = Norm(
            $"{Transformer}.norm_final_attn", graph.Node("Add", [queries, ToImage($"{Transformer}.final_attn_token_to_image")]));
        return (queries, keys);

        string ToImage(string name) => Attend(name, WithTokens(), WithPositions(), keys, bias: null);
        string WithTokens() => graph.Node("Add", [queries, tokens]);
        string WithPositions() => graph.Node("Add", [keys, positions]);
    }

    private string Norm(string name, string x) => _layers.Norm(name, x, _channels, NormEpsilon);

    private string Attend(string name, string query, string key, string value, string? bias)
    {
        int width = (int)checkpoint.Shape($"{name}.q_proj.weight", 2)[0];
        HeadAttention attention = new(graph, width, checkpoint.DecoderHeads);
        string weights = attention.Weights(_layers.Linear($"{name}.q_proj", query), _layers.Linear($"{name}.k_proj", key), bias);
        return _layers.Linear($"{name}.out_proj", attention.Apply(weights, _layers.Linear($"{name}.v_proj", value)));
    }

    /// <summary>Four masks as products of what their tokens say with the enlarged image: <c>[prompts, 4, 4 · grid, 4 · grid]</c>.</summary>
    private string DrawMasks(string tokens, string keys)
    {
        const string Name = $"{Decoder}.output_upscaling";
        string planes = graph.Node(
            "Reshape", [graph.Node("Transpose", [keys], OnnxAttribute.Ints("perm", 0, 2, 1)), graph.Integers(0, _channels, _grid, _grid)]);
        (string doubled, int first) = Double($"{Name}.0", planes);
        (string large, int last) = Double($"{Name}.3", graph.Gelu(_layers.NormOfPlanes($"{Name}.1", doubled, first)));
        string cells = graph.Node("Reshape", [graph.Gelu(large), graph.Integers(0, last, 16 * Cells)]);
        string weights = graph.Node(
            "Concat",
            [
                .. Enumerable.Range(0, MaskTokens).Select(mask =>
                    Perceptron($"{Decoder}.output_hypernetworks_mlps.{mask}", graph.Slice(tokens, mask, mask + 1, axis: 1))),
            ],
            OnnxAttribute.Int("axis", 1));
        return graph.Node("Reshape", [graph.Node("MatMul", [weights, cells]), graph.Integers(0, MaskTokens, 4 * _grid, 4 * _grid)]);
    }

    /// <summary>A transposed convolution of size and stride 2.</summary>
    private (string Planes, int Channels) Double(string name, string planes)
    {
        int[] shape = [.. checkpoint.Shape($"{name}.weight", 4).Select(length => (int)length)];
        string kernel = graph.Weight($"{name}.weight", () => checkpoint.Read($"{name}.weight", shape), shape);
        string bias = _layers.Vector($"{name}.bias", shape[1]);
        return (graph.Node("ConvTranspose", [planes, kernel, bias], OnnxAttribute.Ints("strides", 2, 2)), shape[1]);
    }

    private string Perceptron(string name, string x)
    {
        for (int layer = 0; layer < SamCheckpoint.PerceptronLayers; layer++)
        {
            string y = _layers.Linear($"{name}.layers.{layer}", x);
            x = layer < SamCheckpoint.PerceptronLayers - 1 ? graph.Node("Relu", [y]) : y;
        }

        return x;
    }

    /// <summary>Planes <c>[batch, channels, grid, grid]</c> to <c>[batch, cells, channels]</c>.</summary>
    private string Flatten(string planes) => graph.Node(
        "Transpose", [graph.Node("Reshape", [planes, graph.Integers(0, _channels, Cells)])], OnnxAttribute.Ints("perm", 0, 2, 1));

    private string Table(string name, int rows) => graph.Weight(name, () => checkpoint.Read(name, rows, _channels), rows, _channels);

    /// <summary>Where the cells of the image embedding are, <c>[cells, channels]</c>.</summary>
    private float[] GridPositions()
    {
        float[] positions = new float[Cells * _channels];
        int half = _channels / 2;
        for (int cell = 0; cell < Cells; cell++)
        {
            double x = 2 * (cell % _grid + 0.5) / _grid - 1;
            double y = 2 * (cell / _grid + 0.5) / _grid - 1;
            for (int i = 0; i < half; i++)
            {
                double angle = 2 * Math.PI * (x * _frequencies.Value[i] + y * _frequencies.Value[half + i]);
                positions[cell * _channels + i] = (float)Math.Sin(angle);
                positions[cell * _channels + half + i] = (float)Math.Cos(angle);
            }
        }

        return positions;
    }
}
