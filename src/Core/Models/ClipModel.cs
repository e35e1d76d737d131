using System.Numerics.Tensors;

namespace ClipSurgery;

/// <summary>How a CLIP model is loaded.</summary>
public sealed record ClipModelOptions
{
    /// <summary>
    /// How an unconverted checkpoint is converted; a converted model must have been converted like this. Null takes what is
    /// there.
    /// </summary>
    public ConversionOptions? Conversion { get; init; }

    /// <summary>
    /// How <see cref="ClipModel.Locate(RgbImage, IReadOnlyList{string}, LabelContext?, CancellationToken)"/> makes maps; the attention is
    /// this one's, whatever <see cref="Conversion"/> says, unless maps are made of gradients. Null: by the attention that the model has.
    /// </summary>
    public MapMethod? Method { get; init; }

    /// <summary>Threads and device.</summary>
    public RuntimeOptions Runtime { get; init; } = new();

    /// <summary>
    /// Threads of the text side, 0 for all cores. It embeds one text at a time, mostly before the first picture, and may well take
    /// all cores where several pictures share them. Null takes as many as <see cref="Runtime"/> says.
    /// </summary>
    public int? TextThreads { get; init; }

    /// <summary>Folder for converted checkpoints and text embeddings. Defaults to the user's cache folder.</summary>
    public string? CacheDirectory { get; init; }
}

/// <summary>
/// A CLIP model with surgery: pictures and texts become embeddings in one space. Load it once and share it: every method may be
/// called by several threads at once.
/// </summary>
public sealed class ClipModel : IDisposable
{
    private readonly OnnxSession _visual;
    private readonly Lazy<OnnxSession> _text;
    private readonly Lazy<OnnxSession> _attention;
    private readonly ImageEncoder _images;
    private readonly TextEncoder _texts;
    private readonly GradientMaps _gradients;

    private ClipModel(string directory, ModelManifest manifest, ClipModelOptions options, string cacheDirectory)
    {
        Manifest = manifest;
        Method = options.Method;
        Vocabulary = manifest.Labels is null ? [] : manifest.ReadLabels(directory);
        (int width, int height) = options.Conversion?.Size ?? (manifest.Clip!.InputWidth, manifest.Clip.InputHeight);
        Config = manifest.Clip! with { InputWidth = width, InputHeight = height };
        ClipConfig.CheckSize(width, height, Config.PatchSize);
        EncodingCost.RequireFit(Config, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, Method?.Gradient);
        _visual = OnnxSession.Load(Path.Combine(directory, CheckpointGraphs.VisualFile), options.Runtime, fixedShapes: false);
        _gradients = new GradientMaps(directory, Config, _visual, options.Runtime);

        // Loaded when first asked for: embeddings of texts mostly come from the cache, and few callers look at the attention.
        string text = Path.Combine(directory, CheckpointGraphs.TextFile);
        RuntimeOptions textRuntime = options.Runtime with { Threads = options.TextThreads ?? options.Runtime.Threads };
        _text = new Lazy<OnnxSession>(() => TextEncoder.LoadProbed(text, textRuntime, Config));
        _attention = new Lazy<OnnxSession>(
            () => OnnxSession.Load(Path.Combine(directory, CheckpointGraphs.AttentionFile), options.Runtime, fixedShapes: false));
        try
        {
            bool isReversed = options.Method is { IsReversed: true };
            _images = new ImageEncoder(_visual, _attention, Config, isReversed);
            _texts = new TextEncoder(_text, Config, TextEmbeddingCache.For(Config, cacheDirectory));
            Background = new ClipBackground(_images, _text, Config, isReversed, cacheDirectory);
            _images.Probe();
            OnnxSession.Check(text);
            if (Method?.Gradient is not null)
            {
                _gradients.Require(Method);
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The model's name, licence, source and files.</summary>
    public ModelManifest Manifest { get; }

    /// <summary>
    /// The only texts that the model knows, where its folder lists them; empty for a model without such a limit.
    /// </summary>
    public IReadOnlyList<string> Vocabulary { get; }

    /// <summary>How maps are made; null where they follow from the model's attention.</summary>
    internal MapMethod? Method { get; }

    /// <summary>Where the model's embeddings lie.</summary>
    internal ClipBackground Background { get; }

    /// <summary>Sizes, preprocessing and attention.</summary>
    public ClipConfig Config { get; }

    /// <summary>
    /// Loads a model. An unconverted checkpoint is converted once into the cache, by content and options; that takes seconds. The
    /// text side is checked now, and loaded when a text is embedded that is not in the cache.
    /// </summary>
    /// <param name="path">A converted model's folder, a checkpoint's folder, or a <c>.safetensors</c> file.</param>
    /// <param name="options">Conversion, threads, device, cache.</param>
    /// <exception cref="ClipSurgeryException">The folder is incomplete, damaged, or not a CLIP model.</exception>
    public static ClipModel Load(string path, ClipModelOptions? options = null)
    {
        options ??= new ClipModelOptions();
        string cache = options.CacheDirectory ?? CacheFolder.FullPath;
        if (ModelManifest.TryRead(path, out ModelManifest? manifest))
        {
            if (manifest.Kind != ModelKind.Clip)
            {
                throw new ClipSurgeryException($"{path}: is a SAM model; expected a CLIP model (see 'clip-surgery models list').");
            }

            manifest.Verify(path, full: true);
        }

        if (options.Method is { Gradient: null } method)
        {
            options = options with { Conversion = (options.Conversion ?? new ConversionOptions()) with { Attention = method.Attention } };
        }

        if (manifest?.Clip is not null)
        {
            CheckConversion(path, manifest.Clip, options.Conversion);
            return new ClipModel(path, manifest, options, cache);
        }

        string converted = CheckpointConverter.ConvertOnce(
            path, options.Conversion ?? new ConversionOptions(), cache, new VerifiedFiles(path, manifest));
        return new ClipModel(converted, ModelManifest.Read(converted), options, cache);
    }

    /// <summary>Encodes a picture at the model's input size, once for any number of texts.</summary>
    public ImageTokens Encode(RgbImage image, CancellationToken cancellationToken = default) =>
        Encode(image, Config.InputWidth, Config.InputHeight, cancellationToken);

    /// <summary>
    /// Encodes a picture at a size of one's own: a larger one gives finer maps, the trained one the best class token.
    /// </summary>
    /// <param name="image">The picture; it is squashed to the size.</param>
    /// <param name="width">Width in pixels, a multiple of the patch size.</param>
    /// <param name="height">Height in pixels, a multiple of the patch size.</param>
    /// <param name="cancellationToken">Ends a running inference.</param>
    /// <exception cref="ClipSurgeryException">The size does not fit the patch.</exception>
    public ImageTokens Encode(RgbImage image, int width, int height, CancellationToken cancellationToken = default) =>
        _images.Encode(image, width, height, isRented: false, cancellationToken);

    /// <summary>
    /// As <see cref="Encode(RgbImage, int, int, CancellationToken)"/>, for a caller who gives the tokens' memory back.
    /// </summary>
    internal ImageTokens EncodeRented(RgbImage image, int width, int height, CancellationToken cancellationToken) =>
        _images.Encode(image, width, height, isRented: true, cancellationToken);

    /// <summary>
    /// Where the patches of a picture look, in every block, at the model's input size. Memory grows with the square
    /// of the number of patches.
    /// </summary>
    /// <param name="image">The picture; it is squashed to the input size.</param>
    /// <param name="cancellationToken">Ends a running inference.</param>
    /// <exception cref="ClipSurgeryException">The model was converted by a version without <c>attention.onnx</c>.</exception>
    public SelfAttention Attend(RgbImage image, CancellationToken cancellationToken = default) =>
        _images.Attend(image, cancellationToken);

    /// <summary>
    /// Measures where the model's embeddings lie, on nouns and pictures of our own, which presence and instances need. It takes seconds
    /// to a minute, once a checkpoint and input size; the cache keeps it. Without this call the first picture waits for it.
    /// </summary>
    /// <param name="progress">Told the share that is done, 0 to 1; nothing where the cache knows it all.</param>
    /// <param name="cancellationToken">Ends a running inference.</param>
    public void Prepare(IProgress<double>? progress = null, CancellationToken cancellationToken = default) =>
        Background.Prepare(PictureViews.Sizes(Config), progress, cancellationToken);

    /// <summary>
    /// How surely each of some texts is somewhere in a picture, whatever its map looks like: the highest probability of any patch that it
    /// shows the text and nothing else, 0 to 1. Segmentation looks once more at each mask, and knows better.
    /// </summary>
    /// <param name="image">The picture.</param>
    /// <param name="texts">Texts without duplicates; they compete with each other and with common nouns.</param>
    /// <param name="cancellationToken">Ends a running inference.</param>
    public IReadOnlyList<double> EstimatePresence(RgbImage image, IReadOnlyList<string> texts, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        using PictureViews views = new(this, image, cancellationToken);
        return [.. WeighEvidence(views, texts, [], cancellationToken).Select(map => (double)TensorPrimitives.Max(map.Values))];
    }

    /// <summary>The probability in each patch of a picture that is encoded that it shows a text: a map each, one at a time.</summary>
    /// <param name="views">The picture.</param>
    /// <param name="texts">Texts without duplicates, which compete.</param>
    /// <param name="learned">What was learned of each, or null; empty for nothing.</param>
    /// <param name="cancellationToken">Ends a running inference.</param>
    internal IEnumerable<SimilarityMap> WeighEvidence(
        PictureViews views, IReadOnlyList<string> texts, IReadOnlyList<LearnedClass?> learned, CancellationToken cancellationToken)
    {
        TextEvidence evidence = new(this, views, texts, [], TextGroups.None, learned, new EvidenceSettings(), cancellationToken);
        return texts.Select((_, text) => evidence.Map(text));
    }

    /// <summary>Loads and runs the text side now, whatever the cache holds.</summary>
    internal void ProbeTexts() => _ = _text.Value;

    /// <summary>Embeds texts with the 85-template prompt ensemble; texts that were embedded before come from the cache.</summary>
    /// <param name="texts">Texts in any order; a text may be empty.</param>
    /// <param name="cancellationToken">Ends a running inference.</param>
    /// <exception cref="ClipSurgeryException">The text side cannot be loaded or does not run.</exception>
    public TextEmbeddings Embed(IReadOnlyList<string> texts, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        return texts.Contains(null!)
            ? throw new ArgumentException("A text is null.", nameof(texts))
            : _texts.Embed(texts, cancellationToken);
    }

    /// <summary>Embeds every token of one sentence, without prompt templates.</summary>
    /// <param name="sentence">The sentence as it was typed; one that is longer than the context is cut.</param>
    /// <param name="cancellationToken">Ends a running inference.</param>
    /// <exception cref="ClipSurgeryException">The model was converted by a version that did not write this output.</exception>
    public TokenEmbeddings EmbedTokens(string sentence, CancellationToken cancellationToken = default) =>
        _texts.EmbedTokens(sentence, cancellationToken);

    /// <summary>Where in a picture each text is: one similarity map a text, in order.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="texts">Texts; none blank, none twice (to the model "Cat" is "cat").</param>
    /// <param name="context">
    /// What the redundant features are measured over. Defaults to the 59 names of PASCAL Context; maps of gradients have none.
    /// </param>
    /// <param name="cancellationToken">Ends a running inference.</param>
    /// <exception cref="ArgumentException">The list or a text is null, a text is blank or comes twice.</exception>
    public IReadOnlyList<SimilarityMap> Locate(
        RgbImage image, IReadOnlyList<string> texts, LabelContext? context = null, CancellationToken cancellationToken = default) =>
        Locate(image, texts, context, null, cancellationToken);

    /// <summary>
    /// As <see cref="Locate(RgbImage, IReadOnlyList{string}, LabelContext?, CancellationToken)"/>, for methods that take their time.
    /// </summary>
    /// <param name="image">The picture.</param>
    /// <param name="texts">Texts; none blank, none twice.</param>
    /// <param name="context">What the redundant features are measured over.</param>
    /// <param name="progress">Told the share that is done, 0 to 1, by <see cref="GradientMethod.GScoreCam"/>; others take one run.</param>
    /// <param name="cancellationToken">Ends a running inference.</param>
    /// <exception cref="ArgumentException">The list or a text is null, a text is blank or comes twice.</exception>
    public IReadOnlyList<SimilarityMap> Locate(
        RgbImage image, IReadOnlyList<string> texts, LabelContext? context, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(image);
        DistinctTexts.Check(texts, nameof(texts));
        if (Method?.Gradient is not null)
        {
            return LocateByGradient(Method, image, texts, progress, cancellationToken);
        }

        ImageTokens tokens = EncodeRented(image, Config.InputWidth, Config.InputHeight, cancellationToken);
        IReadOnlyList<SimilarityMap> maps = Locate(tokens, texts, context, cancellationToken);
        tokens.Return();
        return maps;
    }

    /// <summary>As the others, of a picture whose tokens are at hand: methods that need more encode it once more.</summary>
    internal IReadOnlyList<SimilarityMap> Locate(
        RgbImage image, ImageTokens tokens, IReadOnlyList<string> texts, LabelContext? context, CancellationToken cancellationToken) =>
        Method?.Gradient is null
            ? Locate(tokens, texts, context, cancellationToken)
            : Locate(image, texts, context, null, cancellationToken);

    private SimilarityMap[] LocateByGradient(
        MapMethod method, RgbImage image, IReadOnlyList<string> texts, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        TextEmbeddings embeddings = Embed(texts, cancellationToken);
        (int width, int height) = (Config.InputWidth, Config.InputHeight);
        PooledArray<float> pixels = _images.Pixels(image, width, height);
        try
        {
            float[][] maps = _gradients.Compute(
                method, pixels.Memory, (width, height), embeddings.Rows.ToArray(), progress, cancellationToken);
            (int columns, int rows) = (width / Config.PatchSize, height / Config.PatchSize);
            return [.. maps.Select((map, text) => new SimilarityMap(texts[text], columns, rows, map))];
        }
        finally
        {
            pixels.Return();
        }
    }

    /// <summary>
    /// Where in a picture that is encoded each text is: one similarity map a text, in order, made of its tokens whatever
    /// <see cref="ClipModelOptions.Method"/> says.
    /// </summary>
    /// <param name="tokens">The picture.</param>
    /// <param name="texts">Texts; none blank, none twice (to the model "Cat" is "cat").</param>
    /// <param name="context">What the redundant features are measured over. Defaults to the 59 names of PASCAL Context.</param>
    /// <param name="cancellationToken">Ends a running inference.</param>
    /// <exception cref="ArgumentException">The list or a text is null, a text is blank or comes twice.</exception>
    public IReadOnlyList<SimilarityMap> Locate(
        ImageTokens tokens, IReadOnlyList<string> texts, LabelContext? context = null, CancellationToken cancellationToken = default)
    {
        DistinctTexts.Check(texts, nameof(texts));
        context ??= LabelContext.PascalContext;
        IReadOnlyList<string> labels = context.LabelSet(texts);
        TextEmbeddings embeddings = Embed(labels, cancellationToken);
        if (context == LabelContext.Plain)
        {
            return FeatureSurgery.Cosines(tokens, embeddings);
        }

        return context != LabelContext.EmptyText && labels.Count > 1
            ? FeatureSurgery.OverLabelSet(tokens, embeddings, texts.Count)
            : FeatureSurgery.AgainstEmptyText(tokens, embeddings);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _visual.Dispose();
        _gradients.Dispose();
        foreach (Lazy<OnnxSession> session in (Lazy<OnnxSession>[])[_text, _attention])
        {
            if (session.IsValueCreated)
            {
                session.Value.Dispose();
            }
        }
    }

    private static void CheckConversion(string path, ClipConfig config, ConversionOptions? asked)
    {
        if (asked is null)
        {
            return;
        }

        bool sameDepth = asked.Depth == config.Depth || config.Attention is not (AttentionVariant.Surgery or AttentionVariant.SinglePath);
        if (asked.Attention != config.Attention || !sameDepth || (asked.Weights ?? config.Weights) != config.Weights)
        {
            throw new ClipSurgeryException(
                $"{path}: was converted with {config.Attention} attention, depth {config.Depth}, {config.Weights} weights; " +
                "give the checkpoint itself with --clip to use other options.");
        }
    }
}
