using System.Globalization;
using System.Text.Json;

namespace ClipSurgery;

/// <summary>
/// An unconverted Segment Anything checkpoint (Kirillov et al., ICCV 2023) in safetensors: SAM, MedSAM and other fine-tunes, SlimSAM. Sizes
/// are read from the tensors' shapes; names are the original code's, or those of Hugging Face's <c>SamModel</c>.
/// </summary>
internal sealed class SamCheckpoint : IDisposable
{
    private const string Marker = "prompt_encoder.not_a_point_embed.weight";

    private readonly CheckpointTensors _tensors;
    private readonly bool _isHuggingFace;

    private SamCheckpoint(CheckpointTensors tensors, (int Heads, string Source) decoder)
    {
        _tensors = tensors;
        tensors.Expected = "SAM checkpoint (image encoder, prompt encoder and mask decoder)";
        (DecoderHeads, HeadsSource) = decoder;
        tensors.Prefix = tensors.FindPrefix(Marker) ?? "";
        _isHuggingFace = tensors.Has("vision_encoder.pos_embed");
        IReadOnlyList<long> positions = Shape("image_encoder.pos_embed", 4);
        IReadOnlyList<long> patch = Shape("image_encoder.patch_embed.proj.weight", 4);
        (Grid, Width, Patch) = ((int)positions[1], (int)positions[3], (int)patch[3]);
        if (positions[1] != positions[2] || patch[2] != patch[3])
        {
            throw new ClipSurgeryException($"{tensors.Path}: its positions are [{string.Join(", ", positions)}]; expected those of a square.");
        }

        Channels = (int)Shape("image_encoder.neck.0.weight", 4)[0];
        Layers = 0;
        while (Has($"image_encoder.blocks.{Layers}.norm1.weight"))
        {
            Layers++;
        }
    }

    /// <summary>The file, for messages.</summary>
    public string Path => _tensors.Path;

    /// <summary>The files that hold the weights.</summary>
    public IReadOnlyList<string> WeightFiles => _tensors.WeightFiles;

    /// <summary>Which of the two namings it has.</summary>
    public string Naming => _isHuggingFace ? "Hugging Face" : "segment-anything";

    /// <summary>Rows and columns of the image encoder's grid.</summary>
    public int Grid { get; }

    /// <summary>Side of a patch in pixels.</summary>
    public int Patch { get; }

    /// <summary>Side of the square input in pixels.</summary>
    public int Side => Grid * Patch;

    /// <summary>Channels of the image encoder's tokens.</summary>
    public int Width { get; }

    /// <summary>Channels of the image embedding, and of the decoder.</summary>
    public int Channels { get; }

    /// <summary>Attention heads of the decoder: 8 in every published model, which no shape tells.</summary>
    public int DecoderHeads { get; }

    /// <summary>What tells them.</summary>
    public string HeadsSource { get; }

    /// <summary>Blocks of the image encoder.</summary>
    public int Layers { get; }

    /// <summary>True where tensors look like those of a SAM.</summary>
    public static bool IsSam(CheckpointTensors tensors) => tensors.FindPrefix(Marker) is not null;

    /// <summary>Opens a checkpoint.</summary>
    /// <param name="path">Its folder, or the <c>.safetensors</c> file itself.</param>
    /// <returns>Null where it is no SAM.</returns>
    public static SamCheckpoint? TryOpen(string path)
    {
        foreach (string file in CheckpointFiles.Find(path))
        {
            CheckpointTensors tensors = CheckpointTensors.Open(file);
            try
            {
                if (IsSam(tensors))
                {
                    return new SamCheckpoint(tensors, HeadsOf(file));
                }
            }
            catch
            {
                tensors.Dispose();
                throw;
            }

            tensors.Dispose();
        }

        return null;
    }

    /// <summary>What the <c>config.json</c> beside the weights says, where there is one.</summary>
    private static (int Heads, string Source) HeadsOf(string weights)
    {
        const int Published = 8;
        string config = System.IO.Path.Combine(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(weights))!, "config.json");
        if (!File.Exists(config))
        {
            return (Published, "default");
        }

        using JsonDocument json = CheckpointJson.Read(config);
        return CheckpointJson.FindInt(json.RootElement, "mask_decoder_config", "num_attention_heads") is > 0 and int heads
            ? (heads, "config.json")
            : (Published, "default");
    }

    public bool Has(string name) => _tensors.Has(Translate(name));

    /// <summary>The dimensions of a tensor, so many of them and all above 0.</summary>
    public IReadOnlyList<long> Shape(string name, int rank) => _tensors.Dimensions(Translate(name), rank);

    /// <summary>A tensor's values; another shape than the expected one is an error.</summary>
    public float[] Read(string name, params ReadOnlySpan<int> shape) => _tensors.Read(Translate(name), shape);

    /// <summary>A linear layer's weight as <c>[inputs, outputs]</c>; it is stored the other way round.</summary>
    public float[] ReadMatrix(string name, int inputs, int outputs) =>
        CheckpointTensors.Transpose(Read(name, outputs, inputs), outputs, inputs);

    /// <summary>Tells of a tensor that no graph has asked for: what is left out would give other masks.</summary>
    /// <exception cref="ClipSurgeryException">There is one.</exception>
    public void CheckAllRead()
    {
        // Hugging Face keeps the positions twice, and the original code the colours' mean and deviation.
        if (_tensors.FindUnread([""], ["shared_image_embedding.positional_embedding", "pixel_mean", "pixel_std"]) is { } unread)
        {
            throw new ClipSurgeryException(
                $"{Path}: tensor {unread} belongs to no part of a SAM that is known here; expected SAM, or a fine-tune of the same architecture.");
        }
    }

    public void Dispose() => _tensors.Dispose();

    /// <summary>A name of the original code as the checkpoint has it.</summary>
    private string Translate(string name)
    {
        if (!_isHuggingFace)
        {
            return name;
        }

        bool isPerceptron = name.Contains("output_hypernetworks_mlps") || name.Contains("iou_prediction_head");
        foreach ((string original, string other) in HuggingFaceNames)
        {
            name = name.Replace(original, other);
        }

        return isPerceptron ? Perceptron(name) : name;
    }

    /// <summary>Hugging Face counts the layers between the first and the last.</summary>
    private static string Perceptron(string name)
    {
        int at = name.IndexOf("layers.", StringComparison.Ordinal) + "layers.".Length;
        int end = name.IndexOf('.', at);
        int layer = int.Parse(name[at..end], CultureInfo.InvariantCulture);
        string part = layer switch
        {
            0 => "proj_in",
            PerceptronLayers - 1 => "proj_out",
            _ => $"layers.{layer - 1}",
        };
        return $"{name[..(at - "layers.".Length)]}{part}{name[end..]}";
    }

    /// <summary>Layers of each of the decoder's perceptrons.</summary>
    public const int PerceptronLayers = 3;

    private static readonly (string Original, string Other)[] HuggingFaceNames =
    [
        ("output_upscaling.0", "upscale_conv1"), ("output_upscaling.1", "upscale_layer_norm"), ("output_upscaling.3", "upscale_conv2"),
        ("mask_downscaling.0", "mask_embed.conv1"), ("mask_downscaling.1", "mask_embed.layer_norm1"),
        ("mask_downscaling.3", "mask_embed.conv2"), ("mask_downscaling.4", "mask_embed.layer_norm2"),
        ("mask_downscaling.6", "mask_embed.conv3"), ("point_embeddings", "point_embed"),
        ("pe_layer.positional_encoding_gaussian_matrix", "shared_embedding.positional_embedding"),
        ("image_encoder", "vision_encoder"), ("neck.0", "neck.conv1"), ("neck.1", "neck.layer_norm1"), ("neck.2", "neck.conv2"),
        ("neck.3", "neck.layer_norm2"), ("patch_embed.proj", "patch_embed.projection"), (".norm", ".layer_norm"), ("blocks", "layers"),
    ];
}
