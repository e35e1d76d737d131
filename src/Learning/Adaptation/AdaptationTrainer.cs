namespace ClipSurgery;

/// <summary>An object in a picture that is to be learned from.</summary>
/// <param name="Class">What it shows.</param>
/// <param name="Mask">Where; in the picture's upright pixels, not empty.</param>
public sealed record ExampleObject(string Class, Mask Mask);

/// <summary>
/// Learns classes from a few pictures in which all objects of them are known, in CLIP's own space: no gradient, no training framework. Each
/// class gets one direction, along which its examples stand out from everything else in the pictures, and a weight beside its text
/// that pictures which were left out decide. Holds an object's three embeddings, and of pictures only sums.
/// </summary>
public sealed class AdaptationTrainer
{
    private readonly ClipModel _clip;
    private readonly AdaptationSettings _settings;
    private readonly TokenMoments[] _patches;
    private readonly List<(int Fold, ObjectTokens Tokens)> _objects = [];

    /// <param name="clip">The model; the caller disposes it.</param>
    public AdaptationTrainer(ClipModel clip)
        : this(clip, new AdaptationSettings())
    {
    }

    internal AdaptationTrainer(ClipModel clip, AdaptationSettings settings)
    {
        ArgumentNullException.ThrowIfNull(clip);
        _clip = clip;
        _settings = settings;
        _patches = [.. Enumerable.Range(0, settings.Folds).Select(_ => new TokenMoments(clip.Config.EmbeddingWidth))];
    }

    /// <summary>The number of pictures so far.</summary>
    public int Pictures { get; private set; }

    /// <summary>The number of objects so far.</summary>
    public int Objects => _objects.Count;

    /// <summary>Adds a picture. What is learned depends on the order of the pictures: give them in the order of their names.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="objects">All objects in it, of all classes; there may be none.</param>
    /// <param name="cancellationToken">Ends a running inference.</param>
    /// <exception cref="ArgumentException">A mask is empty, or not of the picture's size.</exception>
    public void Add(RgbImage image, IReadOnlyList<ExampleObject> objects, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(objects);
        if (objects.FirstOrDefault(one => one.Mask.IsEmpty || one.Mask.Width != image.Width || one.Mask.Height != image.Height) is { } wrong)
        {
            throw new ArgumentException($"The mask of {wrong.Class} is empty or not of the picture's size.", nameof(objects));
        }

        using PictureViews views = new(_clip, image, cancellationToken);
        PictureCentres centres = new(_clip, views, cancellationToken);
        int fold = Pictures++ % _settings.Folds;
        _patches[fold].AddMean([.. centres.FromFine(views.Fine.Patches), .. centres.FromCoarse(views.Coarse.Patches)]);
        foreach (ExampleObject one in objects)
        {
            ImageTokens look = SecondLook.Encode(_clip, image, one.Mask, cancellationToken);
            _objects.Add((fold, new ObjectTokens(
                one.Class,
                centres.FromFine(Under(one.Mask, views.Fine)),
                centres.FromCoarse(Under(one.Mask, views.Coarse)),
                centres.FromLook(look.Patches))));
        }
    }

    /// <summary>Learns from what was added.</summary>
    /// <exception cref="InvalidOperationException">No object was added.</exception>
    public Adaptation Train(CancellationToken cancellationToken = default) =>
        Train(new Dictionary<string, IReadOnlyList<string>>(), new HashSet<string>(), cancellationToken);

    /// <summary>Learns from what was added.</summary>
    /// <param name="prompts">The texts of each class that has others than its name; they decide how much those count.</param>
    /// <param name="alone">Classes that go by their examples alone.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="InvalidOperationException">No object was added.</exception>
    public Adaptation Train(
        IReadOnlyDictionary<string, IReadOnlyList<string>> prompts, IReadOnlySet<string> alone, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prompts);
        ArgumentNullException.ThrowIfNull(alone);
        if (_objects.Count == 0)
        {
            throw new InvalidOperationException("There is no object to learn from.");
        }

        ObjectTokens[] all = [.. _objects.Select(one => one.Tokens)];
        ZeroShotHeights texts = new(_clip, all, prompts, cancellationToken);
        SortedDictionary<string, float> weights =
            WeightChoice.Choose(texts, all, [.. _objects.Select(one => one.Fold)], LearnWithout, _settings, cancellationToken);
        SortedDictionary<string, (float[] Direction, float Offset, int Examples)> learned =
            FisherDirections.Learn(PatchesBut(fold: -1), all, _settings);
        return new Adaptation(_clip.Config.Fingerprint, [.. learned.Select(one => new LearnedClass
        {
            Name = one.Key,
            Direction = one.Value.Direction,
            Offset = one.Value.Offset,
            Weight = alone.Contains(one.Key) ? 1 : weights[one.Key],
            Examples = one.Value.Examples,
        })]);
    }

    private SortedDictionary<string, (float[] Direction, float Offset, int Examples)> LearnWithout(int fold) => FisherDirections.Learn(
        PatchesBut(fold), [.. _objects.Where(one => one.Fold != fold).Select(one => one.Tokens)], _settings);

    /// <summary>What patches are like, in the pictures of all other folds and in the checkpoint's own background.</summary>
    private TokenMoments PatchesBut(int fold)
    {
        TokenMoments patches = new(_clip.Config.EmbeddingWidth);
        (int width, int height) = PictureViews.Sizes(_clip.Config)[0];
        patches.AddCentred(_clip.Background.Pictures(width, height, CancellationToken.None).MomentsAroundCentre, _settings.BackgroundPictures);
        foreach (TokenMoments others in _patches.Where((_, i) => i != fold))
        {
            patches.Add(others);
        }

        return patches;
    }

    /// <summary>The mean patch under a mask, <c>[width]</c>.</summary>
    private static float[] Under(Mask mask, ImageTokens tokens) => tokens.Pool(
        MaskCoverage.Measure(mask, 0, 0, mask.Width, mask.Height, tokens.GridWidth, tokens.GridHeight)).Patches.ToArray();
}
