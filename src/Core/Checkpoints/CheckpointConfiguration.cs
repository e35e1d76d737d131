using System.Text.Json;

namespace ClipSurgery;

/// <summary>
/// Finds out a checkpoint's configuration. Sizes come from the tensors' shapes; what shapes cannot tell (activation, heads, mean
/// and deviation, input size) comes from the options, else from the files beside the weights, else from what is known of a
/// published checkpoint of that name, else from the defaults of OpenAI's models.
/// </summary>
internal sealed class CheckpointConfiguration
{
    /// <summary>Channels of a head in all of OpenAI's models, and OpenCLIP's default.</summary>
    private const int DefaultHeadWidth = 64;

    /// <summary>Ids of CLIP's tokenizer; fine-tunes add a few, other tokenizers have other ids.</summary>
    private const int MostTokens = 49408 + 256;

    private const string Option = "option";
    private const string OpenAiDefault = "default of OpenAI's checkpoints";

    private static readonly float[] OpenAiMean = [0.48145466f, 0.4578275f, 0.40821073f];
    private static readonly float[] OpenAiStd = [0.26862954f, 0.26130258f, 0.27577711f];

    private readonly string _folder;
    private readonly CheckpointTensors _tensors;
    private readonly CheckpointLayout _layout;
    private readonly HuggingFaceConfig? _huggingFace;
    private readonly OpenClipConfig? _openClip;
    private readonly PreprocessorConfig? _preprocessor;
    private readonly KnownCheckpoint? _known;

    /// <param name="weights">Full path of the weights.</param>
    /// <param name="tensors">What is in them.</param>
    /// <param name="layout">How they are named.</param>
    public CheckpointConfiguration(string weights, CheckpointTensors tensors, CheckpointLayout layout)
    {
        _folder = Path.GetDirectoryName(weights)!;
        _tensors = tensors;
        _layout = layout;
        _huggingFace = HuggingFaceConfig.From(ReadOptional(HuggingFaceConfig.FileName));
        _openClip = ReadOptional(OpenClipConfig.FileName) is { } openClip ? new OpenClipConfig(openClip) : null;
        _preprocessor = ReadOptional(PreprocessorConfig.FileName) is { } preprocessor ? new PreprocessorConfig(preprocessor) : null;
        _openClip?.Check();

        // What a model was made from tells how it computes, but its licence is its own.
        KnownCheckpoint? own = KnownCheckpoint.NamesOf(weights).Select(KnownCheckpoint.Find).FirstOrDefault(known => known is not null);
        License = own?.License;
        _known = own ?? (_huggingFace?.BaseModel is { } name ? KnownCheckpoint.Find(name) : null);
    }

    public CheckpointSettings Settings { get; } = new();

    /// <summary>Side of the checkpoint's own patch grid.</summary>
    public int TrainedGrid { get; private set; }

    /// <summary>The licence of the weights where the checkpoint's name tells it.</summary>
    public string? License { get; }

    public ClipConfig Read(ConversionOptions options, VerifiedFiles verified)
    {
        Settings.Note("layout", _layout.Name, "tensor names");
        IReadOnlyList<long> positions = _layout.Dimensions(_layout.Position(Tower.Vision), 2);
        IReadOnlyList<long> tokens = _layout.Dimensions(_layout.TokenEmbedding, 2);
        CheckVocabulary(tokens[0]);
        int patch = _layout.IsResNet ? ResNetFeatures.Stride : (int)_layout.Dimensions(_layout.PatchConvolution, 4)[3];
        (string projection, bool transposed) = _layout.Projection(Tower.Vision);
        TrainedGrid = SquareRoot(positions[0] - 1);
        (ClipActivation activation, ClipActivation? textActivation) = ReadActivations(options);
        (int width, int height) = ReadSize(options, patch);
        TransformerConfig vision = Transformer(Tower.Vision, (int)positions[1], options.VisionHeads);
        float epsilon = _huggingFace?.Epsilon(Tower.Vision) ?? 1e-5f;
        float textEpsilon = _huggingFace?.Epsilon(Tower.Text) ?? epsilon;
        ClipConfig config = new()
        {
            InputWidth = width,
            InputHeight = height,
            PatchSize = patch,
            TrainedSize = TrainedGrid * patch,
            EmbeddingWidth = (int)_layout.Dimensions(projection, 2)[transposed ? 0 : 1],
            Vision = vision,
            Text = Transformer(Tower.Text, (int)tokens[1], options.TextHeads),
            ContextLength = (int)_layout.Dimensions(_layout.Position(Tower.Text), 2)[0],
            VocabularySize = (int)tokens[0],
            Activation = activation,
            TextActivation = textActivation,
            LayerNormEpsilon = epsilon,
            TextLayerNormEpsilon = textEpsilon == epsilon ? null : textEpsilon,
            Mean = ReadTriple("mean", options.Mean, _preprocessor?.Mean, _openClip?.Mean, OpenAiMean),
            Std = ReadTriple("std", options.Std, _preprocessor?.Std, _openClip?.Std, OpenAiStd),
            LogitScale = ReadLogitScale(),
            Attention = ReadAttention(options.Attention, vision.Layers),
            Weights = options.Weights ?? WeightFormat.F32,
            CheckpointSha256 = FileHash.Combine(_tensors.WeightFiles.Select(verified.Sha256)),
            Depth = ReadDepth(options.Depth, vision.Layers),
        };
        CheckNormalization(config.Mean, config.Std);
        EncodingCost.RequireFit(config, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
        if (License is not null)
        {
            Settings.Note("licence", License, $"known checkpoint: {_known!.Name}");
        }

        WarnOf(config);
        return config;
    }

    private AttentionVariant ReadAttention(AttentionVariant attention, int layers)
    {
        if (attention != AttentionVariant.ScClip || (!_layout.IsResNet && layers >= SelfCalibration.FewestBlocks))
        {
            return attention;
        }

        string found = _layout.IsResNet ? "a ResNet" : $"a transformer of {layers} blocks";
        throw new ClipSurgeryException(
            $"{_folder}: its image tower is {found}; SC-CLIP expects a transformer of at least {SelfCalibration.FewestBlocks} blocks. " +
            "Take another method, such as surgery.");
    }

    /// <summary>The paper's number is meant for models of twelve blocks or more, and smaller ones take what they have.</summary>
    private int ReadDepth(int depth, int layers) => depth <= layers || depth == ConversionOptions.DefaultDepth
        ? Math.Min(depth, layers)
        : throw new ClipSurgeryException($"{_folder}: has {layers} blocks, so a depth of {depth} is too much; expected 1 to {layers}.");

    private (ClipActivation Vision, ClipActivation? Text) ReadActivations(ConversionOptions options)
    {
        const string Name = "activation";
        if (options.Activation is { } asked)
        {
            Settings.Note(Name, $"{asked}", Option);
            return (asked, null);
        }

        ClipActivation? inFile = _huggingFace?.Activation(Tower.Vision) ?? _openClip?.Activation;
        string file = _huggingFace is null
            ? OpenClipConfig.FileName
            : $"{(_huggingFace.NamesActivation(Tower.Vision) ? "" : "default of ")}{HuggingFaceConfig.FileName}";
        ClipActivation? known = _known?.Activation;
        bool isMistaken = inFile is not null && known is not null && inFile != known;
        bool isKnownMistake = isMistaken && _known!.ActivationMistake is not null;
        if (isMistaken)
        {
            string option = $"--activation {$"{(isKnownMistake ? inFile : known)}".ToLowerInvariant()}";
            Settings.Warn(isKnownMistake
                ? $"{file} says {inFile}, but {_known!.Name} was trained with {known} ({_known.ActivationMistake}): {known} is used; {option} takes the file's"
                : $"{file} says {inFile} and is followed, but {_known!.Name} was trained with {known}; {option} takes that");
        }

        ClipActivation vision = Settings.Choose<ClipActivation>(
            Name,
            (isKnownMistake ? known : null, $"known checkpoint: {_known?.Name}"),
            (inFile, file),
            (known, $"known checkpoint: {_known?.Name}"),
            (ClipActivation.QuickGelu, OpenAiDefault));
        if (inFile is null && known is null)
        {
            Settings.Warn(
                "no file and no name tells the activation, so OpenAI's QuickGelu is assumed; the wrong one costs accuracy " +
                "(open_clip issue 441): give --activation gelu for a model that was trained with GELU");
        }

        ClipActivation? text = isKnownMistake ? vision : _huggingFace?.Activation(Tower.Text);
        if (text is null || text == vision)
        {
            return (vision, null);
        }

        Settings.Note("text activation", $"{text}", HuggingFaceConfig.FileName);
        return (vision, text);
    }

    private (int Width, int Height) ReadSize(ConversionOptions options, int patch)
    {
        (int width, int height) = Settings.Choose<(int, int)>(
            "input size",
            (options.Size, Option),
            (_preprocessor?.Size, PreprocessorConfig.FileName),
            (Square(_openClip?.ImageSize), OpenClipConfig.FileName),
            (Square(_huggingFace?.ImageSize), HuggingFaceConfig.FileName),
            ((TrainedGrid * patch, TrainedGrid * patch), "tensor shapes"));
        ClipConfig.CheckSize(width, height, patch);
        return (width, height);
    }

    private IReadOnlyList<float> ReadTriple(
        string name, IReadOnlyList<float>? option, float[]? preprocessor, float[]? openClip, float[] openAi)
    {
        float[]? known = _known?.MeanAndStd is { } value ? [value, value, value] : null;
        if (option is null && known is not null && (preprocessor ?? openClip) is { } file && !file.SequenceEqual(known))
        {
            Settings.Warn(
                $"{(preprocessor is null ? OpenClipConfig.FileName : PreprocessorConfig.FileName)} gives the {name} {string.Join(", ", file)} and is " +
                $"followed, but {_known!.Name} was trained with {known[0]}; --{name} {string.Join(',', known)} takes that");
        }

        return Settings.Choose<IReadOnlyList<float>>(
            name,
            (option, Option),
            (preprocessor, PreprocessorConfig.FileName),
            (openClip, OpenClipConfig.FileName),
            (known, $"known checkpoint: {_known?.Name}"),
            (openAi, OpenAiDefault));
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

    private void CheckVocabulary(long tokens)
    {
        if (tokens > MostTokens)
        {
            throw new ClipSurgeryException(
                $"{_tensors.Path}: has {tokens} tokens; expected the 49408 of CLIP's tokenizer. " +
                "A model with another tokenizer, such as MetaCLIP 2, cannot be converted.");
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

    private TransformerConfig Transformer(Tower tower, int width, int? option)
    {
        string name = tower == Tower.Vision ? "vision" : "text";
        int? openClipHeads = tower == Tower.Text
            ? _openClip?.TextHeads
            : _openClip is null ? null : WholeHeads(width, _openClip.HeadWidth ?? DefaultHeadWidth);
        string source = $"{(_huggingFace?.NamesHeads(tower) ?? true ? "" : "default of ")}{HuggingFaceConfig.FileName}";
        int heads = Settings.Choose<int>(
            $"{name} heads",
            (option, Option),
            (_huggingFace?.Heads(tower), source),
            (openClipHeads, OpenClipConfig.FileName),
            (WholeHeads(width, DefaultHeadWidth), "width / 64"));
        if (heads < 1 || width % heads != 0)
        {
            throw new ClipSurgeryException(
                heads < 1
                    ? $"{_tensors.Path}: its files do not tell the attention heads of a {name} width of {width}; give them with --{name}-heads."
                    : $"{_tensors.Path}: {heads} heads do not divide a {name} width of {width}; give the number of heads with --{name}-heads.");
        }

        int layers = _layout.CountBlocks(tower);
        return layers > 0
            ? new TransformerConfig(width, layers, heads)
            : throw new ClipSurgeryException($"{_tensors.Path}: has no {name} blocks ({_layout.Block(tower, 0)}…).");
    }

    private void WarnOf(ClipConfig config)
    {
        if (!_layout.IsResNet && config.PatchSize == 14 && config.Vision is { Width: 1024, Layers: 24 })
        {
            Settings.Warn(
                "maps of ViT-L/14 are known to be weak (CLIP_Surgery issue 37, on OpenAI's 336 pixel model); " +
                "look at some with 'clip-surgery heatmap' first, or take a ViT-B/16");
        }

        if (_known is { IsNonCommercial: true })
        {
            Settings.Warn($"{_known.Name} weights are licensed for non-commercial use only ({_known.License})");
        }
    }

    private JsonElement? ReadOptional(string name)
    {
        string path = Path.Combine(_folder, name);
        if (!File.Exists(path))
        {
            return null;
        }

        using JsonDocument json = CheckpointJson.Read(path);
        return json.RootElement.Clone();
    }

    private int SquareRoot(long patches)
    {
        int side = (int)Math.Round(Math.Sqrt(patches));
        return side > 0 && (long)side * side == patches
            ? side
            : throw new ClipSurgeryException($"{_tensors.Path}: has positions for {patches} patches; expected a square number.");
    }

    /// <summary>
    /// 0 where heads of this many channels do not fill the width: a rounded number gives a model that is wrong.
    /// </summary>
    private static int WholeHeads(int width, int channels) => channels > 0 && width % channels == 0 ? width / channels : 0;

    private static (int, int)? Square(int? side) => side is { } value ? (value, value) : null;
}
