using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace ClipSurgery;

/// <summary>
/// SAM 3 of samexporter: a detector that is told a text, and may be shown examples. An example is a box, relative to the picture
/// (centre, width and height, 0 to 1), and it gives the masks of all that looks like it, of which those in the box are kept. With
/// examples alone the text is "visual".
/// </summary>
internal sealed class Sam3Adapter : SamAdapter
{
    /// <summary>Side of SAM 3's input, by which its tracker is told from SAM 2.</summary>
    public const int Side = 1008;

    private const string Height = "original_height";
    private const string Width = "original_width";
    private const string BoxCoordinates = "box_coords";
    private const string BoxLabels = "box_labels";
    private const string BoxMasks = "box_masks";
    private const string Scores = "scores";
    private const string Masks = "masks";

    /// <summary>A logit that leaves no doubt: the model says yes or no.</summary>
    private const float Certain = 16;

    /// <summary>SAM 3's normalisation: −1 to 1.</summary>
    public static readonly SamNormalization HalfRange = new([127.5f, 127.5f, 127.5f], [127.5f, 127.5f, 127.5f]);

    public static readonly SamLayout Layout = new("SAM 3 (samexporter)", signature => new Sam3Adapter(signature))
    {
        Embeddings =
        [
            "backbone_fpn_2", "backbone_fpn_1", "backbone_fpn_0", "vision_pos_enc_2", "vision_pos_enc_1", "vision_pos_enc_0",
        ],
        Prompt = [Height, Width, .. Sam3TextEncoder.Inputs, BoxCoordinates, BoxLabels, BoxMasks],
        Optional = ["vision_pos_enc_2", "vision_pos_enc_1", "vision_pos_enc_0", "language_embeds"],
        Outputs = [Scores, Masks],
    };

    private readonly int _slots;

    public Sam3Adapter(SamSignature signature)
        : base(Layout, signature, BoxCoordinates)
    {
        _slots = signature.Inputs[BoxCoordinates].Dimensions is [int slots and > 0, ..] ? slots : 1;
        Require(signature, Scores, TensorElementType.Float);
        Require(signature, Masks, TensorElementType.Bool);
        Texts = new Sam3TextEncoder(signature);
    }

    /// <summary>Encodes what the decoder is told.</summary>
    public Sam3TextEncoder Texts { get; }

    public override SamNormalization Normalization => HalfRange;

    public override bool IsSquashed => true;

    public override SamPromptLimits Limits { get; } =
        new() { TakesPoints = false, TakesNegativePoints = false, TakesMasks = false };

    public override IReadOnlyList<string> Outputs => Layout.Outputs;

    public override void AddPrompt(DecoderInputs inputs, MaskPrompt prompt, SamFrame frame)
    {
        BoxXywh box = prompt.Box!.Value;
        float[] boxes = new float[4 * _slots];
        boxes[0] = (float)((box.X + box.Width / 2) / frame.Width);
        boxes[1] = (float)((box.Y + box.Height / 2) / frame.Height);
        boxes[2] = (float)(box.Width / frame.Width);
        boxes[3] = (float)(box.Height / frame.Height);
        Add(inputs, Texts.Encode([Sam3TextEncoder.Visual], CancellationToken.None)[0], boxes, 1, LowResolutionSize, LowResolutionSize);
    }

    /// <summary>Adds the decoder's inputs for a text without examples.</summary>
    /// <param name="inputs">Has the embeddings already.</param>
    /// <param name="text">The text.</param>
    /// <param name="width">Width of the masks that are asked for.</param>
    /// <param name="height">Height of the masks that are asked for.</param>
    public void AddText(DecoderInputs inputs, Sam3Text text, int width, int height) =>
        Add(inputs, text, new float[4 * _slots], 0, width, height);

    private void Add(DecoderInputs inputs, Sam3Text text, float[] boxes, int boxCount, int width, int height)
    {
        float[] labels = new float[_slots];
        Array.Fill(labels, 1);

        // The mask tells which slots are empty.
        float[] isEmpty = new float[_slots];
        isEmpty.AsSpan(boxCount).Fill(1);
        inputs.Add(BoxCoordinates, boxes, _slots, 1, 4);
        inputs.Add(BoxLabels, labels, _slots, 1);
        inputs.Add(BoxMasks, isEmpty, 1, _slots);
        inputs.Add(Height, [height]);
        inputs.Add(Width, [width]);
        foreach ((string name, OrtValue value) in Sam3TextEncoder.Inputs.Zip(text.Values))
        {
            inputs.Borrow(name, value);
        }
    }

    /// <summary>The masks that lie in the box at least in part, in the model's order; an empty one where none does.</summary>
    public override IReadOnlyList<IReadOnlyList<MaskCandidate>> ReadCandidates(
        IReadOnlyList<OrtValue> outputs, IReadOnlyList<MaskPrompt> prompts, SamFrame frame)
    {
        int side = frame.LowResolutionSize;
        Sam3Answer answer = new(outputs, side, side);
        List<MaskCandidate> candidates = [];
        for (int i = 0; i < answer.Scores.Length; i++)
        {
            ReadOnlySpan<byte> mask = answer.Bitmap(i);
            if (IsIn(prompts[0].Box!.Value, mask, frame))
            {
                candidates.Add(new MaskCandidate(ToLogits(mask), answer.Scores[i], frame));
            }
        }

        return [candidates.Count > 0 ? candidates : [new MaskCandidate(ToLogits(new byte[side * side]), 0, frame)]];
    }

    public override void Dispose()
    {
        Texts.Dispose();
        base.Dispose();
    }

    private static void Require(SamSignature signature, string output, TensorElementType type)
    {
        if (signature.Outputs[output].ElementDataType != type)
        {
            throw new ClipSurgeryException(
                $"{signature.Files.Decoder}: has the outputs {SamSignature.Describe(signature.Outputs)}; expected {output} of the " +
                $"type {type}. Export the model as samexporter does.");
        }
    }

    private static bool IsIn(BoxXywh box, ReadOnlySpan<byte> mask, SamFrame frame)
    {
        double scale = (double)frame.LowResolutionSize / frame.Width;
        int left = (int)(box.X * scale);
        int right = (int)Math.Ceiling(box.Right * scale);
        scale = (double)frame.LowResolutionSize / frame.Height;
        int bottom = (int)Math.Ceiling(box.Bottom * scale);
        for (int y = (int)(box.Y * scale); y < bottom; y++)
        {
            if (mask.Slice(y * frame.LowResolutionSize + left, right - left).ContainsAnyExcept((byte)0))
            {
                return true;
            }
        }

        return false;
    }

    private static float[] ToLogits(ReadOnlySpan<byte> mask)
    {
        float[] logits = new float[mask.Length];
        for (int i = 0; i < logits.Length; i++)
        {
            logits[i] = mask[i] != 0 ? Certain : -Certain;
        }

        return logits;
    }
}
