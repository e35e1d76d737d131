using System.Numerics.Tensors;

namespace ClipSurgery;

/// <summary>
/// What speaks for each of some texts in one picture. Unlike a min-max map, which always reaches 1 somewhere, its numbers are
/// probabilities: the texts compete for every patch with each other, with contrast texts, and with the empty text, so that a text that is
/// not in the picture gets little anywhere. What all texts share cancels in the softmax, as in feature surgery.
/// </summary>
internal sealed class TextEvidence
{
    /// <summary>
    /// Patches see less than the class token that the logit scale was trained on, so maps take half of it; a second look takes all.
    /// </summary>
    private const float MapScale = 0.5f;

    /// <summary>Side of the coarse view of the picture, as a share of the fine one: large objects fill too many patches of that.</summary>
    private const double CoarseShare = 2.0 / 3;

    /// <summary>How far a second look reaches beyond the mask on each side, as a share of its longer side.</summary>
    private const double Margin = 0.1;

    private readonly ClipModel _clip;
    private readonly RgbImage _image;
    private readonly TextEmbeddings _set;

    /// <summary>Looks at the whole picture, at two scales.</summary>
    /// <param name="clip">The model.</param>
    /// <param name="image">The picture.</param>
    /// <param name="texts">Texts without duplicates.</param>
    /// <param name="contrast">Texts that compete with them, other than those.</param>
    /// <param name="cancellationToken">Ends a running inference.</param>
    public TextEvidence(
        ClipModel clip, RgbImage image, IReadOnlyList<string> texts, IReadOnlyList<string> contrast, CancellationToken cancellationToken)
    {
        _clip = clip;
        _image = image;
        _set = clip.Embed([.. texts, .. contrast], cancellationToken);
        ClipConfig config = clip.Config;
        ImageTokens fine = clip.Encode(image, cancellationToken);
        ImageTokens coarse = clip.Encode(image, Coarse(config.InputWidth), Coarse(config.InputHeight), cancellationToken);
        float[] fineValues = Probabilities(fine, MapScale);
        float[] coarseValues = Probabilities(coarse, MapScale);
        Maps = [.. texts.Select((text, i) => new SimilarityMap(text, fine.GridWidth, fine.GridHeight, Average(i)))];

        int Coarse(int side) => Math.Max(1, (int)Math.Round(side * CoarseShare / config.PatchSize)) * config.PatchSize;

        float[] Average(int text)
        {
            float[] values = new float[fine.GridWidth * fine.GridHeight];
            BilinearResize.Resize(Column(coarseValues, text), coarse.GridWidth, coarse.GridHeight, values, fine.GridWidth, fine.GridHeight);
            TensorPrimitives.Add(values, Column(fineValues, text), values);
            TensorPrimitives.Multiply(values, 0.5f, values);
            return values;
        }
    }

    /// <summary>
    /// One map a text, in order: the probability, 0 to 1, that a patch shows it, averaged over the two scales on the finer grid.
    /// </summary>
    public IReadOnlyList<SimilarityMap> Maps { get; }

    /// <summary>
    /// Looks again at the part of the picture that a mask covers, at the size that the model was trained on, and so with far more detail
    /// (as TagCLIP does with its boxes, AAAI 2024).
    /// </summary>
    /// <returns>The text's probability, 0 to 1, averaged over what the mask covers.</returns>
    public double LookAgain(int text, Mask mask, CancellationToken cancellationToken)
    {
        (int x, int y, int width, int height) = Surroundings(mask.Bounds);
        int size = _clip.Config.TrainedSize;
        ImageTokens tokens = _clip.Encode(_image.Crop(x, y, width, height), size, size, cancellationToken);
        float[] probabilities = Column(Probabilities(tokens, 1), text);
        float[] weights = MaskCoverage.Measure(mask, x, y, width, height, tokens.GridWidth, tokens.GridHeight);
        return TensorPrimitives.Dot(probabilities, weights);
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

    /// <summary>Softmax over the texts, the contrast texts and the empty text, <c>[patches, texts + 1]</c>, the empty text last.</summary>
    private float[] Probabilities(ImageTokens tokens, float scaleShare)
    {
        int texts = _set.Texts.Count;
        int width = _set.Width;
        float scale = _clip.Config.LogitScale * scaleShare;
        float[] values = new float[tokens.GridWidth * tokens.GridHeight * (texts + 1)];
        for (int patch = 0; patch < tokens.GridWidth * tokens.GridHeight; patch++)
        {
            ReadOnlySpan<float> token = tokens.Patches.Slice(patch * width, width);
            Span<float> row = values.AsSpan(patch * (texts + 1), texts + 1);
            for (int text = 0; text < texts; text++)
            {
                row[text] = scale * TensorPrimitives.Dot(token, _set[text]);
            }

            row[texts] = scale * TensorPrimitives.Dot(token, _set.Empty);
            TensorPrimitives.SoftMax(row, row);
        }

        return values;
    }

    private float[] Column(float[] values, int text)
    {
        int stride = _set.Texts.Count + 1;
        float[] column = new float[values.Length / stride];
        for (int i = 0; i < column.Length; i++)
        {
            column[i] = values[i * stride + text];
        }

        return column;
    }
}
