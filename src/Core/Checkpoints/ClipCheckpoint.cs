using System.Text.Json;

namespace ClipSurgery;

/// <summary>
/// A value that was read from, or assumed for, a checkpoint, and where it comes from: what <c>convert</c> prints.
/// </summary>
/// <param name="Name">What it is, such as "activation".</param>
/// <param name="Value">Its value.</param>
/// <param name="Source">Where it comes from: a file, the tensors' shapes, an option, or a default.</param>
public sealed record CheckpointSetting(string Name, string Value, string Source);

/// <summary>
/// An unconverted CLIP checkpoint: its weights and its configuration. Sizes come from the tensors' shapes; what shapes cannot
/// tell (activation, heads, mean and deviation, input size) comes from the options, else from the files beside the weights, else
/// from the defaults of OpenAI's models.
/// </summary>
internal sealed class ClipCheckpoint : IDisposable
{
    /// <summary>Channels of a head in all of OpenAI's models, and OpenCLIP's default.</summary>
    private const int DefaultHeadWidth = 64;

    private static readonly float[] OpenAiMean = [0.48145466f, 0.4578275f, 0.40821073f];
    private static readonly float[] OpenAiStd = [0.26862954f, 0.26130258f, 0.27577711f];

    private readonly CheckpointTensors _tensors;
    private readonly List<CheckpointSetting> _settings = [];

    private ClipCheckpoint(string folder, CheckpointTensors tensors)
    {
        Folder = folder;
        _tensors = tensors;
        Layout = CheckpointLayout.Detect(tensors);
    }

    /// <summary>The folder that holds the weights.</summary>
    public string Folder { get; }

    public CheckpointLayout Layout { get; }

    public ClipConfig Config { get; private set; } = null!;

    /// <summary>Side of the checkpoint's own patch grid.</summary>
    public int TrainedGrid { get; private set; }

    /// <summary>Where each part of <see cref="Config"/> comes from.</summary>
    public IReadOnlyList<CheckpointSetting> Settings => _settings;

    /// <summary>Opens a checkpoint.</summary>
    /// <param name="path">Its folder, or the <c>.safetensors</c> file itself.</param>
    /// <param name="options">What to convert to, and what to override.</param>
    public static ClipCheckpoint Open(string path, ConversionOptions options)
    {
        string weights = FindWeights(path);
        CheckpointTensors tensors = CheckpointTensors.Open(weights);
        try
        {
            ClipCheckpoint checkpoint = new(Path.GetDirectoryName(Path.GetFullPath(weights))!, tensors);
            checkpoint.ReadConfig(options);
            return checkpoint;
        }
        catch
        {
            tensors.Dispose();
            throw;
        }
    }

    /// <summary>The weight file of a checkpoint folder, or the shard index; null where the folder has none.</summary>
    public static string? TryFindWeights(string folder)
    {
        string[] names = ["model.safetensors", "model.safetensors.index.json", "open_clip_model.safetensors"];
        return names.Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists)
            ?? Directory.EnumerateFiles(folder, "*.safetensors").Order(StringComparer.Ordinal).FirstOrDefault();
    }

    public void Dispose() => _tensors.Dispose();

    private static string FindWeights(string path)
    {
        if (File.Exists(path))
        {
            return path;
        }

        if (!Directory.Exists(path))
        {
            throw new ClipSurgeryException($"{path}: no such checkpoint; expected a folder with model.safetensors, or a .safetensors file.");
        }

        if (TryFindWeights(path) is { } weights)
        {
            return weights;
        }

        string? pickle = Directory.EnumerateFiles(path).Order(StringComparer.Ordinal)
            .FirstOrDefault(file => Path.GetExtension(file) is ".bin" or ".pt" or ".pth" or ".ckpt");
        throw new ClipSurgeryException(pickle is null
            ? $"{path}: has no .safetensors file; expected a CLIP checkpoint in the Hugging Face or the OpenCLIP layout."
            : $"{path}: has {Path.GetFileName(pickle)} only, and pickle files can run code, so they are never loaded; " +
              "get the checkpoint's .safetensors file.");
    }

    private void ReadConfig(ConversionOptions options)
    {
        using JsonDocument? huggingFace = ReadOptional("config.json");
        using JsonDocument? openClip = ReadOptional("open_clip_config.json");
        using JsonDocument? preprocessor = ReadOptional("preprocessor_config.json");
        JsonElement? hf = huggingFace?.RootElement;
        JsonElement? oc = openClip?.RootElement;
        JsonElement? pre = preprocessor?.RootElement;

        IReadOnlyList<long> patches = Dimensions(Layout.PatchConvolution, 4);
        IReadOnlyList<long> tokens = Dimensions(Layout.TokenEmbedding, 2);
        int visionWidth = (int)patches[0];
        int textWidth = (int)tokens[1];
        int patch = (int)patches[3];
        (string projection, bool transposed) = Layout.Projection(Tower.Vision);
        int embedding = (int)Dimensions(projection, 2)[transposed ? 0 : 1];
        TrainedGrid = SquareRoot(Dimensions(Layout.Position(Tower.Vision), 2)[0] - 1);
        Note("layout", Layout.Name, "tensor names");

        ClipActivation activation = Choose<ClipActivation>(
            "activation",
            (options.Activation, "option"),
            (ParseActivation(hf), "config.json"),
            (ParseQuickGelu(oc), "open_clip_config.json"),
            (ClipActivation.QuickGelu, "default of OpenAI's checkpoints"));
        (int width, int height) = Choose<(int, int)>(
            "input size",
            (options.Size, "option"),
            (ParseSize(pre), "preprocessor_config.json"),
            (Square(CheckpointJson.FindInt(oc, "model_cfg", "vision_cfg", "image_size")), "open_clip_config.json"),
            (Square(CheckpointJson.FindInt(hf, "vision_config", "image_size")), "config.json"),
            ((TrainedGrid * patch, TrainedGrid * patch), "tensor shapes"));
        ClipConfig.CheckSize(width, height, patch);
        TransformerConfig vision = Transformer(Tower.Vision, visionWidth, options.VisionHeads, hf, HeadsByWidth(oc, visionWidth));
        Config = new ClipConfig
        {
            InputWidth = width,
            InputHeight = height,
            PatchSize = patch,
            TrainedSize = TrainedGrid * patch,
            EmbeddingWidth = embedding,
            Vision = vision,
            Text = Transformer(Tower.Text, textWidth, options.TextHeads, hf, CheckpointJson.FindInt(oc, "model_cfg", "text_cfg", "heads")),
            ContextLength = (int)Dimensions(Layout.Position(Tower.Text), 2)[0],
            VocabularySize = (int)tokens[0],
            Activation = activation,
            LayerNormEpsilon = CheckpointJson.FindFloat(hf, "vision_config", "layer_norm_eps") ?? 1e-5f,
            Mean = Choose<IReadOnlyList<float>>(
                "mean",
                (options.Mean, "option"),
                (CheckpointJson.FindTriple(pre, "image_mean"), "preprocessor_config.json"),
                (CheckpointJson.FindTriple(oc, "preprocess_cfg", "mean"), "open_clip_config.json"),
                (OpenAiMean, "default of OpenAI's checkpoints")),
            Std = Choose<IReadOnlyList<float>>(
                "std",
                (options.Std, "option"),
                (CheckpointJson.FindTriple(pre, "image_std"), "preprocessor_config.json"),
                (CheckpointJson.FindTriple(oc, "preprocess_cfg", "std"), "open_clip_config.json"),
                (OpenAiStd, "default of OpenAI's checkpoints")),
            LogitScale = ReadLogitScale(),
            Attention = options.Attention,
            Weights = options.Weights ?? WeightFormat.F32,
            CheckpointSha256 = FileHash.Combine(_tensors.WeightFiles.Select(FileHash.Sha256)),
            Depth = Math.Min(options.Depth, vision.Layers),
        };
        CheckNormalization(Config.Mean, Config.Std);
    }

    private void CheckNormalization(IReadOnlyList<float> mean, IReadOnlyList<float> std)
    {
        if (mean.Count != 3 || std.Count != 3 || !mean.All(float.IsFinite) || !std.All(value => value > 0 && float.IsFinite(value)))
        {
            throw new ClipSurgeryException(
                $"{_tensors.Path}: mean is {string.Join(", ", mean)} and std is {string.Join(", ", std)}; " +
                "expected three numbers each, deviations above 0.");
        }
    }

    /// <summary>Checkpoints keep the factor's logarithm, as a scalar or as a list of one.</summary>
    private float ReadLogitScale()
    {
        const string Name = "logit_scale";
        IReadOnlyList<long> shape = _tensors.Shape(Name);
        if (shape.Count > 1 || shape.Any(dimension => dimension != 1))
        {
            throw new ClipSurgeryException(
                $"{_tensors.Path}: tensor {Name} has shape [{string.Join(", ", shape)}]; expected one number.");
        }

        float logarithm = _tensors.Read(Name)[0];
        float factor = MathF.Exp(logarithm);
        return float.IsFinite(factor)
            ? factor
            : throw new ClipSurgeryException(
                $"{_tensors.Path}: tensor {Name} is {logarithm}; expected the logarithm of a finite factor.");
    }

    private TransformerConfig Transformer(Tower tower, int width, int? option, JsonElement? hf, int? openClipHeads)
    {
        string name = tower == Tower.Vision ? "vision" : "text";

        int heads = Choose<int>(
            $"{name} heads",
            (option, "option"),
            (CheckpointJson.FindInt(hf, $"{name}_config", "num_attention_heads"), "config.json"),
            (openClipHeads, "open_clip_config.json"),
            (hf is null ? null : tower == Tower.Vision ? 12 : 8, "default of config.json"),
            (WholeHeads(width, DefaultHeadWidth), "width / 64"));
        if (heads < 1 || width % heads != 0)
        {
            throw new ClipSurgeryException(
                heads < 1
                    ? $"{_tensors.Path}: its files do not tell the attention heads of a {name} width of {width}; give them with --{name}-heads."
                    : $"{_tensors.Path}: {heads} heads do not divide a {name} width of {width}; give the number of heads with --{name}-heads.");
        }

        int layers = Layout.CountBlocks(tower);
        return layers > 0
            ? new TransformerConfig(width, layers, heads)
            : throw new ClipSurgeryException($"{_tensors.Path}: has no {name} blocks ({Layout.Block(tower, 0)}…).");
    }

    /// <summary>Takes the first candidate that has a value, and notes where it comes from.</summary>
    private T Choose<T>(string name, params ReadOnlySpan<(object? Value, string Source)> candidates)
    {
        foreach ((object? value, string source) in candidates)
        {
            if (value is not null)
            {
                Note(name, Describe(value), source);
                return (T)value;
            }
        }

        throw new InvalidOperationException($"No candidate for {name} has a value.");
    }

    private void Note(string name, string value, string source) => _settings.Add(new CheckpointSetting(name, value, source));

    private static string Describe(object value) => value switch
    {
        IEnumerable<float> numbers => string.Join(", ", numbers),
        (int width, int height) => $"{width}x{height}",
        _ => $"{value}",
    };

    private JsonDocument? ReadOptional(string name)
    {
        string path = Path.Combine(Folder, name);
        return File.Exists(path) ? CheckpointJson.Read(path) : null;
    }

    private IReadOnlyList<long> Dimensions(string tensor, int rank)
    {
        IReadOnlyList<long> shape = _tensors.Shape(tensor);
        return shape.Count == rank && shape.All(dimension => dimension is > 0 and < int.MaxValue)
            ? shape
            : throw new ClipSurgeryException(
                $"{_tensors.Path}: tensor {tensor} has shape [{string.Join(", ", shape)}]; expected {rank} dimensions above 0.");
    }

    private int SquareRoot(long patches)
    {
        int side = (int)Math.Round(Math.Sqrt(patches));
        return side > 0 && (long)side * side == patches
            ? side
            : throw new ClipSurgeryException($"{_tensors.Path}: has positions for {patches} patches; expected a square number.");
    }

    private static ClipActivation? ParseActivation(JsonElement? hf) => CheckpointJson.FindString(hf, "vision_config", "hidden_act") switch
    {
        null => null,
        "quick_gelu" => ClipActivation.QuickGelu,
        "gelu" => ClipActivation.Gelu,
        string other => throw new ClipSurgeryException(
            $"config.json: names the activation '{other}'; expected quick_gelu or gelu. Choose one with --activation."),
    };

    /// <summary>OpenCLIP's <c>quick_gelu</c> is false unless it is named.</summary>
    private static ClipActivation? ParseQuickGelu(JsonElement? openClip) => openClip is null
        ? null
        : CheckpointJson.Find(openClip, "model_cfg", "quick_gelu") is { ValueKind: JsonValueKind.True }
            ? ClipActivation.QuickGelu
            : ClipActivation.Gelu;

    private static int? HeadsByWidth(JsonElement? openClip, int width) => openClip is null
        ? null
        : WholeHeads(width, CheckpointJson.FindInt(openClip, "model_cfg", "vision_cfg", "head_width") ?? DefaultHeadWidth);

    /// <summary>
    /// 0 where heads of this many channels do not fill the width: a rounded number gives a model that is wrong.
    /// </summary>
    private static int WholeHeads(int width, int channels) => channels > 0 && width % channels == 0 ? width / channels : 0;

    /// <summary><c>size</c> is a number, a shortest edge, or a height and a width; a crop makes the final size.</summary>
    private static (int, int)? ParseSize(JsonElement? preprocessor)
    {
        foreach (string name in (ReadOnlySpan<string>)["crop_size", "size"])
        {
            if (CheckpointJson.FindInt(preprocessor, name, "width") is { } width
                && CheckpointJson.FindInt(preprocessor, name, "height") is { } height)
            {
                return (width, height);
            }

            if ((CheckpointJson.FindInt(preprocessor, name) ?? CheckpointJson.FindInt(preprocessor, name, "shortest_edge")) is { } side)
            {
                return (side, side);
            }
        }

        return null;
    }

    private static (int, int)? Square(int? side) => side is { } value ? (value, value) : null;
}
