using Microsoft.ML.OnnxRuntime;

namespace ClipSurgery;

/// <summary>The inputs and outputs of segment-anything's own ONNX export, and the sizes that a model of it declares.</summary>
internal static class OfficialSignature
{
    public const string Embeddings = "image_embeddings";
    public const string PointCoordinates = "point_coords";
    public const string PointLabels = "point_labels";
    public const string MaskInput = "mask_input";
    public const string HasMaskInput = "has_mask_input";
    public const string OriginalSize = "orig_im_size";
    public const string PredictedIou = "iou_predictions";
    public const string LowResolutionMasks = "low_res_masks";

    private static readonly string[] Inputs = [Embeddings, PointCoordinates, PointLabels, MaskInput, HasMaskInput, OriginalSize];
    private static readonly string[] Outputs = [PredictedIou, LowResolutionMasks];

    /// <summary>The encoder's input and output, and the side of its input.</summary>
    public static (string Input, string Output, int InputSize) ReadEncoder(OnnxSession encoder, string path) =>
        encoder.Inputs.Count == 1 && encoder.Inputs.First() is { Value.Dimensions: [_, 3, int height and > 0, int width] } input
        && height == width && encoder.Outputs.Count > 0
            ? (input.Key, encoder.Outputs.Keys.First(), width)
            : throw new ClipSurgeryException(
                $"{path}: has the inputs {Describe(encoder.Inputs)}; expected one picture of [1, 3, size, size] with a fixed size.");

    /// <summary>The side of the decoder's low-resolution masks.</summary>
    public static int ReadDecoder(OnnxSession decoder, string path)
    {
        if (!decoder.Inputs.Keys.Order().SequenceEqual(Inputs.Order()) || !Outputs.All(decoder.Outputs.ContainsKey))
        {
            throw new ClipSurgeryException(
                $"{path}: has the inputs {Describe(decoder.Inputs)} and the outputs {string.Join(", ", decoder.Outputs.Keys)}; " +
                $"expected the official SAM decoder: {string.Join(", ", Inputs)} to masks, {string.Join(", ", Outputs)}.");
        }

        return decoder.Inputs[MaskInput].Dimensions is [_, _, int height and > 0, int width] && height == width
            ? width
            : throw new ClipSurgeryException($"{path}: {MaskInput} has no fixed size ({Describe(decoder.Inputs)}); expected [1, 1, size, size].");
    }

    private static string Describe(IReadOnlyDictionary<string, NodeMetadata> values) =>
        string.Join(", ", values.Select(value => $"{value.Key} [{string.Join(", ", value.Value.Dimensions)}]"));
}
