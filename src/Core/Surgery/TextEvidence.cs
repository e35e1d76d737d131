using System.Numerics.Tensors;

namespace ClipSurgery;

/// <summary>
/// What speaks for each of some texts in one picture. Unlike a min-max map, which always reaches 1 somewhere, its numbers are
/// probabilities: the texts compete for every patch with each other, with contrast texts, and with the empty text, so that a text
/// that is not in the picture gets little anywhere. What all texts share cancels in the softmax, as in feature surgery.
/// </summary>
internal sealed class TextEvidence : IDisposable
{
    /// <summary>
    /// Patches see less than the class token that the logit scale was trained on, so maps take half of it; a second look takes
    /// all.
    /// </summary>
    public const float MapScale = 0.5f;

    /// <summary>
    /// Side of the coarse view of the picture, as a share of the fine one: large objects fill too many patches of that.
    /// </summary>
    private const double CoarseShare = 2.0 / 3;

    /// <summary>How far a second look reaches beyond the mask on each side, as a share of its longer side.</summary>
    private const double Margin = 0.1;

    private readonly ClipModel _clip;
    private readonly RgbImage _image;
    private readonly TextEmbeddings _set;
    private readonly TextGroups _groups;

    /// <summary>
    /// What competes in a second look: a model that knows a list of texts only is asked which of these it sees.
    /// </summary>
    private readonly TextEmbeddings _lookSet;
    private readonly PatchProbabilities _fine;
    private readonly PatchProbabilities _coarse;

    /// <summary>Looks at the whole picture, at two scales.</summary>
    /// <param name="clip">The model.</param>
    /// <param name="image">The picture.</param>
    /// <param name="texts">Texts without duplicates.</param>
    /// <param name="contrast">Texts that compete with them, other than those.</param>
    /// <param name="groups">Texts of the first list that do not compete with each other.</param>
    /// <param name="cancellationToken">Ends a running inference.</param>
    public TextEvidence(
        ClipModel clip,
        RgbImage image,
        IReadOnlyList<string> texts,
        IReadOnlyList<string> contrast,
        TextGroups groups,
        CancellationToken cancellationToken)
    {
        _clip = clip;
        _groups = groups;
        _image = image;
        string[] set = [.. texts, .. contrast];
        _set = clip.Embed(set, cancellationToken);
        _lookSet = clip.Embed([.. set, .. clip.Vocabulary.Except(set, StringComparer.OrdinalIgnoreCase)], cancellationToken);
        ClipConfig config = clip.Config;
        ImageTokens fine = clip.EncodeRented(image, config.InputWidth, config.InputHeight, cancellationToken);
        ImageTokens coarse = clip.EncodeRented(image, Coarse(config.InputWidth), Coarse(config.InputHeight), cancellationToken);
        _fine = new PatchProbabilities(fine, _set, MapScale * config.LogitScale, groups);
        _coarse = new PatchProbabilities(coarse, _set, MapScale * config.LogitScale, groups);

        int Coarse(int side) => Math.Max(1, (int)Math.Round(side * CoarseShare / config.PatchSize)) * config.PatchSize;
    }

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
        return new SimilarityMap(_set.Texts[text], columns, rows, values);
    }

    /// <summary>
    /// Looks again at the part of the picture that a mask covers, at the size that the model was trained on, and so with far more
    /// detail (as TagCLIP does with its boxes, AAAI 2024).
    /// </summary>
    /// <returns>The text's probability, 0 to 1, averaged over what the mask covers.</returns>
    public double LookAgain(int text, Mask mask, CancellationToken cancellationToken)
    {
        (int x, int y, int width, int height) = Surroundings(mask.Bounds);
        int size = _clip.Config.TrainedSize;
        RgbImage part = _image.Crop(x, y, width, height, isRented: true);
        ImageTokens tokens = _clip.EncodeRented(part, size, size, cancellationToken);
        part.Return();
        float[] probabilities = new PatchProbabilities(tokens, _lookSet, _clip.Config.LogitScale, _groups).Of(text);
        tokens.Return();
        float[] weights = MaskCoverage.Measure(mask, x, y, width, height, tokens.GridWidth, tokens.GridHeight);
        return TensorPrimitives.Dot(probabilities, weights);
    }

    /// <summary>Gives the memory of the picture's tokens back.</summary>
    public void Dispose()
    {
        _fine.Tokens.Return();
        _coarse.Tokens.Return();
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
