using System.Numerics.Tensors;

namespace ClipSurgery;

/// <summary>
/// CLIP Surgery's feature surgery (arXiv 2304.05653, section 3.3): what all texts share is subtracted, so that what is left
/// belongs to one text. Both forms are linear in the image tokens, so the subtraction happens once on the text side and no tensor
/// over tokens × texts × channels is ever made.
/// </summary>
public static class FeatureSurgery
{
    /// <summary>No surgery: the cosines <c>S[n] = f · t[n]</c>, for comparison.</summary>
    /// <returns>One map a text, in order.</returns>
    public static IReadOnlyList<SimilarityMap> Cosines(ImageTokens image, TextEmbeddings texts)
    {
        CheckWidths(image, texts);
        return Maps(image, texts, texts.Rows.ToArray());
    }

    /// <summary>
    /// Each text alone against the empty text: <c>S[n] = f · (t[n] − t[empty])</c>. A map does not depend on the other texts.
    /// </summary>
    /// <returns>One map a text, in order.</returns>
    public static IReadOnlyList<SimilarityMap> AgainstEmptyText(ImageTokens image, TextEmbeddings texts)
    {
        CheckWidths(image, texts);
        return Maps(image, texts, AgainstEmptyText(texts));
    }

    /// <summary>
    /// Texts against a label set: <c>S[n] = w[n] (f · t[n]) − mean over m of w[m] (f · t[m])</c> with <c>w = softmax(2 · cls ·
    /// t)</c>, divided by its mean.
    /// </summary>
    /// <param name="image">The picture.</param>
    /// <param name="labels">The whole set that the redundancy is measured over; at least two texts.</param>
    /// <param name="count">Number of maps to compute: those of the set's first texts.</param>
    /// <returns>One map for each of the first <paramref name="count"/> texts, in order.</returns>
    public static IReadOnlyList<SimilarityMap> OverLabelSet(ImageTokens image, TextEmbeddings labels, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(labels.Texts.Count, 2, nameof(labels));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, labels.Texts.Count);
        CheckWidths(image, labels);
        return Maps(image, labels, OverLabelSet(image.Cls, labels, count));
    }

    /// <summary>
    /// Multi-label recognition: what <see cref="OverLabelSet(ImageTokens, TextEmbeddings, int)"/> gives for the class token,
    /// which stands for the whole picture.
    /// </summary>
    /// <param name="image">The picture.</param>
    /// <param name="labels">All labels; at least two.</param>
    /// <returns>One value a label, <c>[labels]</c>, higher for more likely.</returns>
    public static float[] Recognize(ImageTokens image, TextEmbeddings labels)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(labels.Texts.Count, 2, nameof(labels));
        CheckWidths(image, labels);
        return Project(OverLabelSet(image.Cls, labels, labels.Texts.Count), image.Cls, labels.Width)[0];
    }

    /// <summary><c>t[n] − t[empty]</c> of each text, <c>[texts, width]</c>.</summary>
    internal static float[] AgainstEmptyText(TextEmbeddings texts)
    {
        float[] directions = new float[texts.Texts.Count * texts.Width];
        for (int n = 0; n < texts.Texts.Count; n++)
        {
            TensorPrimitives.Subtract(texts[n], texts.Empty, directions.AsSpan(n * texts.Width, texts.Width));
        }

        return directions;
    }

    /// <summary><c>w[n] t[n] − mean(w t)</c> of the first texts, <c>[count, width]</c>.</summary>
    internal static float[] OverLabelSet(ReadOnlySpan<float> cls, TextEmbeddings labels, int count)
    {
        int texts = labels.Texts.Count;
        int width = labels.Width;
        float[] weights = new float[texts];
        for (int n = 0; n < texts; n++)
        {
            weights[n] = 2 * TensorPrimitives.Dot(cls, labels[n]);
        }

        TensorPrimitives.SoftMax(weights, weights);
        TensorPrimitives.Multiply(weights, texts, weights);

        float[] mean = new float[width];
        for (int n = 0; n < texts; n++)
        {
            TensorPrimitives.MultiplyAdd(labels[n], weights[n] / texts, mean, mean);
        }

        float[] directions = new float[count * width];
        for (int n = 0; n < count; n++)
        {
            Span<float> direction = directions.AsSpan(n * width, width);
            TensorPrimitives.Multiply(labels[n], weights[n], direction);
            TensorPrimitives.Subtract(direction, mean, direction);
        }

        return directions;
    }

    /// <summary>Dot products of every token <c>[tokens, width]</c> with every direction: <c>[directions][tokens]</c>.</summary>
    internal static float[][] Project(ReadOnlySpan<float> tokens, ReadOnlySpan<float> directions, int width)
    {
        float[][] values = new float[directions.Length / width][];
        for (int n = 0; n < values.Length; n++)
        {
            values[n] = new float[tokens.Length / width];
        }

        RowProducts.Multiply(tokens, directions, width, values);
        return values;
    }

    private static void CheckWidths(ImageTokens image, TextEmbeddings texts)
    {
        if (image.EmbeddingWidth != texts.Width)
        {
            throw new ArgumentException(
                $"Image tokens have {image.EmbeddingWidth} channels and texts {texts.Width}; they come from different models.");
        }
    }

    private static SimilarityMap[] Maps(ImageTokens image, TextEmbeddings texts, float[] directions)
    {
        float[][] values = Project(image.Patches, directions, texts.Width);
        return [.. values.Select((map, n) => new SimilarityMap(texts.Texts[n], image.GridWidth, image.GridHeight, map))];
    }
}
