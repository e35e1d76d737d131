using System.Numerics.Tensors;

namespace ClipSurgery;

/// <summary>
/// What speaks for each of some texts in one picture. Unlike a min-max map, which always reaches 1 somewhere, its numbers are
/// probabilities that do not depend on where a checkpoint's cosines lie, nor on how many texts are asked for.
/// </summary>
internal sealed class TextEvidence
{
    private readonly ClipModel _clip;
    private readonly RgbImage _image;
    private readonly IReadOnlyList<string> _texts;
    private readonly TextGroups _groups;
    private readonly EvidenceSettings _settings;

    /// <summary>Directions of the texts, of the contrast, and of what else could be there.</summary>
    private readonly float[] _directions;

    private readonly LearnedHeights _learned;

    /// <summary>The same in the units of a second look, and where it looks from; made for the first one.</summary>
    private readonly Lazy<(float[] Directions, float[] Centre)> _look;

    /// <summary>How far the picture's centre lies from that of the checkpoint, averaged over the two scales.</summary>
    private readonly float[] _shift;
    private readonly PatchEvidence _fine;
    private readonly PatchEvidence _coarse;

    /// <summary>Looks at the whole picture, at two scales.</summary>
    /// <param name="clip">The model.</param>
    /// <param name="views">The picture, which stays its caller's.</param>
    /// <param name="texts">Texts without duplicates.</param>
    /// <param name="contrast">Texts that compete with them, other than those.</param>
    /// <param name="groups">Texts of the first list that do not compete with each other.</param>
    /// <param name="learned">What was learned of the first list, one for each text, or null; empty where nothing was.</param>
    /// <param name="settings">How heights become probabilities.</param>
    /// <param name="cancellationToken">Ends a running inference.</param>
    public TextEvidence(
        ClipModel clip,
        PictureViews views,
        IReadOnlyList<string> texts,
        IReadOnlyList<string> contrast,
        TextGroups groups,
        IReadOnlyList<LearnedClass?> learned,
        EvidenceSettings settings,
        CancellationToken cancellationToken)
    {
        _clip = clip;
        _groups = groups;
        _settings = settings;
        _image = views.Image;
        _texts = texts;
        TextBackground background = clip.Background.Texts(cancellationToken);
        float[] asked = background.Directions(clip.Embed([.. texts, .. contrast], cancellationToken).Rows);
        _directions = settings.HasNounRivals ? [.. asked, .. background.Rivals(asked)] : asked;
        _learned = new LearnedHeights(learned);
        _shift = new float[clip.Config.EmbeddingWidth];
        (int Width, int Height)[] sizes = PictureViews.Sizes(clip.Config);
        _fine = Weigh(views.Fine, sizes[0]);
        _coarse = Weigh(views.Coarse, sizes[1]);
        _look = new Lazy<(float[] Directions, float[] Centre)>(() =>
        {
            PictureBackground parts = clip.Background.Parts(cancellationToken);
            return (_learned.Mix(parts.Scale(_directions, settings.ReachShare)), parts.MovedCentre(_shift, settings.OwnShare));
        });

        PatchEvidence Weigh(ImageTokens tokens, (int Width, int Height) size)
        {
            PictureBackground background = clip.Background.Pictures(size.Width, size.Height, cancellationToken);
            float[] shift = background.ShiftOf(tokens);
            TensorPrimitives.MultiplyAdd(shift, 0.5f, _shift, _shift);
            return new PatchEvidence(
                tokens,
                _learned.Mix(background.Scale(_directions, settings.ReachShare)),
                background.MovedCentre(shift, settings.OwnShare),
                _learned,
                groups,
                settings.Level,
                settings.MapSlope);
        }
    }

    /// <summary>The greatest height anywhere of any noun, or text of which nothing was learned, averaged over the two scales, in units of spread.</summary>
    public float Highest => (_fine.Highest + _coarse.Highest) / 2;

    /// <summary>
    /// The probability of a text, 0 to 1, that a patch shows it, averaged over the two scales on the finer grid. Made when it is
    /// asked for, so that memory does not grow with the number of texts.
    /// </summary>
    public SimilarityMap Map(int text)
    {
        int columns = _fine.Tokens.GridWidth;
        int rows = _fine.Tokens.GridHeight;
        float[] values = new float[columns * rows];
        BilinearResize.Resize(_coarse.Of(text), _coarse.Tokens.GridWidth, _coarse.Tokens.GridHeight, values, columns, rows);
        TensorPrimitives.Add(values, _fine.Of(text), values);
        TensorPrimitives.Multiply(values, 0.5f, values);
        return new SimilarityMap(_texts[text], columns, rows, values);
    }

    /// <summary>Looks again at the part of the picture that a mask covers (<see cref="SecondLook"/>).</summary>
    /// <returns>The text's probability, 0 to 1, that what the mask covers, taken together, shows it.</returns>
    public double LookAgain(int text, Mask mask, CancellationToken cancellationToken)
    {
        ImageTokens whole = SecondLook.Encode(_clip, _image, mask, cancellationToken);
        (float[] directions, float[] centre) = _look.Value;
        return new PatchEvidence(whole, directions, centre, _learned, _groups, _settings.Level, _settings.LookSlope).Of(text)[0];
    }
}
