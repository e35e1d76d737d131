using static ClipSurgery.Tests.MicroSam;

namespace ClipSurgery.Tests;

/// <summary>
/// A SAM 3 of a few operators that knows some texts, each for what is bright in one colour. It answers with four masks: the top and
/// the bottom half of what it found, with scores of 0.9 and 0.7, all of it with 0.3, and the top once more with 0.6; nothing to
/// a text that it does not know. It knows a text by a number that every token, its place, the padding and its mask go into; a box
/// that is not marked as empty takes 1 off all scores, and so does a picture of other values than bytes.
/// </summary>
internal static class MicroSam3
{
    public const string Encoder = "sam3_image_encoder.onnx";
    public const string Language = "sam3_language_encoder.onnx";
    public const string Decoder = "sam3_decoder.onnx";

    private const int Tokens = 32;
    private const float Padding = 7;

    /// <summary>The texts, the channel of each, and what its scores are multiplied by.</summary>
    private static readonly (string Text, int Channel, float Scale)[] Known =
    [
        ("red thing", 0, 1), ("crimson", 0, 0.95f), ("blue", 2, 1), ("azure", 2, 0.7f), (LongText[..^2], 2, 1),
    ];

    /// <summary>A text of as many tokens as the encoder takes, and one more.</summary>
    public static string LongText => string.Join(' ', Enumerable.Repeat("a", Tokens - 2)) + " b";

    /// <param name="leastScore">Below it the decoder leaves masks out, as the real one does below 0.5.</param>
    /// <param name="masksType">ONNX's number of the masks' type, Bool in the real one.</param>
    /// <param name="bakedSize">A size that all masks have, whatever is asked for; 0: that which is asked for.</param>
    public static MicroSam Create(float leastScore = 0.2f, int masksType = BoolType, int bakedSize = 0) => new MicroSam()
        .With(Encoder, graph =>
        {
            string picture = Reshape(graph, Float(graph, graph.Input("image", UInt8Type, "3", "64", "64")), 1, 3, 64, 64);
            foreach ((string output, int size) in (ReadOnlySpan<(string, int)>)
                [("vision_pos_enc_2", 8), ("backbone_fpn_0", 32), ("backbone_fpn_1", 16), ("backbone_fpn_2", 8)])
            {
                graph.FloatOutput(output, Shrink(graph, picture, 64 / size), "1", "3", $"{size}", $"{size}");
            }
        })
        .With(Language, graph =>
        {
            string tokens = graph.Int64Input("tokens", "1", $"{Tokens}");
            string numbers = Reshape(graph, Float(graph, tokens), Tokens, 1, 1);
            graph.Output("text_attention_mask", graph.Node("Equal", [tokens, graph.Integer(0)]), BoolType, "1", $"{Tokens}");
            graph.FloatOutput("text_memory", graph.Node("Add", [numbers, graph.Scalar(Padding)]), $"{Tokens}", "1", "1");
            graph.FloatOutput("text_embeds", numbers, $"{Tokens}", "1", "1");
        })
        .With(Decoder, graph => Decode(graph, leastScore, masksType, bakedSize));

    private static void Decode(OnnxGraphBuilder graph, float leastScore, int masksType, int bakedSize)
    {
        string height = graph.Int64Input("original_height");
        string width = graph.Int64Input("original_width");
        string fine = graph.FloatInput("backbone_fpn_0", "1", "3", "32", "32");
        string middle = graph.FloatInput("backbone_fpn_1", "1", "3", "16", "16");
        string coarse = graph.FloatInput("backbone_fpn_2", "1", "3", "8", "8");
        string isPadding = Float(graph, graph.Input("language_mask", BoolType, "1", $"{Tokens}"));
        string features = graph.FloatInput("language_features", $"{Tokens}", "1", "1");
        string embeds = graph.FloatInput("language_embeds", $"{Tokens}", "1", "1");
        string boxes = graph.FloatInput("box_coords", "1", "1", "4");
        string labels = Float(graph, graph.Int64Input("box_labels", "1", "1"));
        string isEmpty = Float(graph, graph.Input("box_masks", BoolType, "1", "1"));

        // Which text it is: for each known one 1 or 0.
        string places = graph.Weight("places", [.. Enumerable.Range(1, Tokens).Select(place => (float)place)], Tokens);
        string isText = Reshape(graph, graph.Node("Sub", [graph.Scalar(1), isPadding]), Tokens);
        string words = graph.Node("Mul", [graph.Node("Mul", [Reshape(graph, features, Tokens), isText]), places]);
        string key = Weigh(graph, (Sum(graph, words), 1), (Sum(graph, embeds), 3));
        string distance = graph.Node("Abs", [graph.Node("Sub", [key, graph.Weight("keys", [.. Known.Select(Key)], 1, Known.Length)])]);
        string match = Float(graph, graph.Node("Less", [distance, graph.Scalar(0.5f)]));

        // What is bright in its colour, in each half.
        float[] colours = [.. Known.SelectMany(known => Enumerable.Range(0, 3).Select(channel => channel == known.Channel ? 1f : 0))];
        string colour = Reshape(graph, graph.Node("MatMul", [match, graph.Weight("colours", colours, Known.Length, 3)]), 1, 3, 1, 1);
        string brightness = graph.Node("Mul", [graph.Node("Sub", [fine, graph.Scalar(127.5f)]), colour]);
        string bright = graph.Node("ReduceMean", [brightness], OnnxAttribute.Ints("axes", 1));
        float[] halves =
        [
            .. Enumerable.Range(0, 4 * 32).Select(i => (Mask: i / 32, Row: i % 32))
                .Select(place => place.Mask == 2 || (place.Row < 16) == (place.Mask != 1) ? 1000f : -1000),
        ];
        string masks = graph.Node("Min", [bright, graph.Weight("halves", halves, 4, 1, 32, 1)]);

        // Pixels have a mean of 85 in pictures whose halves have one full channel each.
        string pixels = Weigh(graph, (Mean(graph, fine), 1), (Mean(graph, middle), 2), (Mean(graph, coarse), 4));
        string isByte = Float(graph, graph.Node("Less", [graph.Node("Abs", [graph.Node("Sub", [pixels, graph.Scalar(7 * 85)])]), graph.Scalar(7)]));
        string scale = Sum(graph, graph.Node("MatMul", [match, graph.Weight("scales", [.. Known.Select(known => known.Scale)], Known.Length, 1)]));
        string penalty = Weigh(
            graph, (Sum(graph, isEmpty), 1), (Sum(graph, labels), 1), (isByte, 1), (Sum(graph, graph.Node("Abs", [boxes])), -1), (graph.Scalar(3), -1));
        string scores = graph.Node(
            "Add", [graph.Node("Mul", [graph.Weight("scores_of_all", [0.9f, 0.7f, 0.3f, 0.6f], 4), scale]), penalty]);

        string isKept = graph.Node("Greater", [scores, graph.Scalar(leastScore)]);
        string asked = graph.Node("Concat", [Reshape(graph, height, 1), Reshape(graph, width, 1)], OnnxAttribute.Int("axis", 0));
        string size = bakedSize == 0 ? asked : graph.Integers(bakedSize, bakedSize);
        string sizes = graph.Node("Concat", [graph.Integers(4, 1), size], OnnxAttribute.Int("axis", 0));
        string resized = graph.Node("Greater", [Resize(graph, masks, sizes), graph.Scalar(0)]);
        string typed = graph.Node("Cast", [Keep(resized)], OnnxAttribute.Int("to", masksType));
        graph.Output("masks", typed, masksType, "n", "1", "h", "w");
        graph.FloatOutput("scores", Keep(scores), "n");

        string Keep(string all) => graph.Node("Compress", [all, isKept], OnnxAttribute.Int("axis", 0));
    }

    private static float Key((string Text, int Channel, float Scale) known)
    {
        int[] ids = ClipTokenizer.Default.Encode(known.Text, Tokens).Ids.ToArray();
        return ids.Select((id, place) => (place + 1) * (id + Padding)).Sum() + 3 * ids.Sum();
    }
}
