using System.Numerics.Tensors;

namespace ClipSurgery;

/// <summary>
/// What speaks for each of some texts in one picture. Unlike a min-max map, which always reaches 1 somewhere, its numbers are
/// probabilities that do not depend on where a checkpoint's cosines lie, nor on how many texts are asked for.
/// </summary>
internal sealed class TextEvidence
{
    /// <summary>How far a second look reaches beyond the mask on each side, as a share of its longer side.</summary>
    private const double Margin = 0.1;

    private readonly ClipModel _clip;
    private readonly RgbImage _image;
    private readonly IReadOnlyList<string> _texts;
    private readonly TextGroups _groups;
    private readonly EvidenceSettings _settings;

    /// <summary>Directions of the texts, of the contrast, and of what else could be there.</summary>
    private readonly float[] _directions;

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
    /// <param name="settings">How heights become probabilities.</param>
    /// <param name="cancellationToken">Ends a running inference.</param>
    public TextEvidence(
        ClipModel clip,
        PictureViews views,
        IReadOnlyList<string> texts,
        IReadOnlyList<string> contrast,
        TextGroups groups,
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
        _shift = new float[clip.Config.EmbeddingWidth];
        (int Width, int Height)[] sizes = PictureViews.Sizes(clip.Config);
        _fine = Weigh(views.Fine, sizes[0]);
        _coarse = Weigh(views.Coarse, sizes[1]);
        _look = new Lazy<(float[] Directions, float[] Centre)>(() =>
        {
            PictureBackground parts = clip.Background.Parts(cancellationToken);
            return (parts.Scale(_directions, settings.ReachShare), parts.MovedCentre(_shift, settings.OwnShare));
        });

        PatchEvidence Weigh(ImageTokens tokens, (int Width, int Height) size)
        {
            PictureBackground background = clip.Background.Pictures(size.Width, size.Height, cancellationToken);
            float[] shift = background.ShiftOf(tokens);
            TensorPrimitives.MultiplyAdd(shift, 0.5f, _shift, _shift);
            return new PatchEvidence(
                tokens,
                background.Scale(_directions, settings.ReachShare),
                background.MovedCentre(shift, settings.OwnShare),
                groups,
                settings.Level,
                settings.MapSlope);
        }
    }

    /// <summary>The greatest height of any text or noun anywhere, averaged over the two scales, in units of spread.</summary>
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

    /// <summary>
    /// Looks again at the part of the picture that a mask covers, at the size that the model was trained on, and so with far more
    /// detail (as TagCLIP does with its boxes, AAAI 2024).
    /// </summary>
    /// <returns>The text's probability, 0 to 1, that what the mask covers, taken together, shows it.</returns>
    public double LookAgain(int text, Mask mask, CancellationToken cancellationToken)
    {
        (int x, int y, int width, int height) = Surroundings(mask.Bounds);
        int size = _clip.Config.TrainedSize;
        RgbImage part = _image.Crop(x, y, width, height, isRented: true);
        ImageTokens tokens = _clip.EncodeRented(part, size, size, cancellationToken);
        part.Return();
        ImageTokens whole = tokens.Pool(MaskCoverage.Measure(mask, x, y, width, height, tokens.GridWidth, tokens.GridHeight));
        tokens.Return();
        (float[] directions, float[] centre) = _look.Value;
        return new PatchEvidence(whole, directions, centre, _groups, _settings.Level, _settings.LookSlope).Of(text)[0];
    }

    /// <summary>A square around a box, moved into the picture, and cut where it is larger than that.</summary>
    private (int X, int Y, int Width, int Height) Surroundings(BoxXywh box)
    {
        double side = Math.Max(box.Width, box.Height) * (1 + 2 * Margin);
        int width = (int)Math.Ceiling(Math.Min(side, _image.Width));
        int height = (int)Math.Ceiling(Math.Min(side, _image.Height));
        int x = (int)Math.Clamp(box.X + (box.Width - width) / 2, 0, _image.Width - width);
        int y = (int)Math.Clamp(box.Y + (box.Height - height) / 2, 0, _image.Height - height);
        return (x, y, width, height);
    }
}
