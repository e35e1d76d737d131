using System.Numerics.Tensors;

namespace ClipSurgery;

/// <summary>
/// Where a checkpoint's patch embeddings lie at one input size, and how far they reach from there: what a patch says of a text is its
/// distance from there along the text's direction, in units of how far patches usually reach that way.
/// </summary>
internal sealed class PictureBackground
{
    private readonly int _width;

    /// <param name="values"><see cref="Values"/> of a background that was measured.</param>
    /// <param name="width">Values of an embedding.</param>
    public PictureBackground(float[] values, int width)
    {
        Values = values;
        _width = width;
    }

    /// <summary>The centre <c>[width]</c>, the moments <c>[width, width]</c>, and the mean square reach along a noun's direction.</summary>
    public float[] Values { get; }

    /// <summary>Number of <see cref="Values"/>.</summary>
    public static int Size(int width) => width + width * width + 1;

    private ReadOnlySpan<float> Centre => Values.AsSpan(0, _width);

    /// <summary>The mean of <c>(patch − centre)(patch − centre)ᵀ</c>, <c>[width, width]</c>.</summary>
    public ReadOnlySpan<float> MomentsAroundCentre => Values.AsSpan(_width, _width * _width);

    /// <summary>Measures.</summary>
    /// <param name="patches">Embeddings of patches, of length 1, <c>[patches, width]</c>.</param>
    /// <param name="nouns">Directions of the nouns, of length 1, <c>[nouns, width]</c>.</param>
    /// <param name="width">Values of an embedding.</param>
    public static PictureBackground Of(ReadOnlySpan<float> patches, ReadOnlySpan<float> nouns, int width)
    {
        PictureBackground background = new(new float[Size(width)], width);
        Span<float> centre = background.Values.AsSpan(0, width);
        Span<float> moments = background.Values.AsSpan(width, width * width);
        SetCentre(patches, centre);
        int count = patches.Length / width;
        float[] centred = new float[width];
        for (int start = 0; start < patches.Length; start += width)
        {
            TensorPrimitives.Subtract(patches.Slice(start, width), centre, centred);
            for (int row = 0; row < width; row++)
            {
                Span<float> moment = moments.Slice(row * width, width);
                TensorPrimitives.MultiplyAdd(centred, centred[row] / count, moment, moment);
            }
        }

        background.Values[^1] = TensorPrimitives.Average<float>(background.SquaredReach(nouns));
        return background;
    }

    /// <summary>The mean of patches <c>[patches, width]</c>.</summary>
    public static float[] MeanOf(ReadOnlySpan<float> patches, int width)
    {
        float[] mean = new float[width];
        for (int start = 0; start < patches.Length; start += width)
        {
            TensorPrimitives.Add(mean, patches.Slice(start, width), mean);
        }

        TensorPrimitives.Divide(mean, patches.Length / width, mean);
        return mean;
    }

    /// <summary>
    /// How far the mean of a picture's own patches lies from the centre: a picture of another kind than ours has a centre of its own, and
    /// shares some of it with what it shows.
    /// </summary>
    /// <returns><c>[width]</c>.</returns>
    public float[] ShiftOf(ImageTokens tokens)
    {
        float[] shift = MeanOf(tokens.Patches, _width);
        TensorPrimitives.Subtract(shift, Centre, shift);
        return shift;
    }

    /// <summary>The centre, moved.</summary>
    /// <param name="shift"><c>[width]</c>.</param>
    /// <param name="share">How much of the shift is believed, 0 to 1.</param>
    public float[] MovedCentre(ReadOnlySpan<float> shift, float share)
    {
        float[] centre = new float[_width];
        TensorPrimitives.MultiplyAdd(shift, share, Centre, centre);
        return centre;
    }

    /// <summary>
    /// The unit of heights along each direction: how far patches reach along it, and what is usual of nouns. A text along which anything
    /// reaches far needs more.
    /// </summary>
    /// <param name="directions">Directions of length 1, <c>[texts, width]</c>.</param>
    /// <param name="share">How much the own reach counts, 0 to 1; squares are averaged.</param>
    /// <returns><c>[texts]</c>, above 0.</returns>
    public float[] Spreads(ReadOnlySpan<float> directions, float share)
    {
        float[] spreads = SquaredReach(directions);
        TensorPrimitives.Multiply(spreads, share, spreads);
        TensorPrimitives.Add(spreads, (1 - share) * Values[^1], spreads);
        TensorPrimitives.Sqrt(spreads, spreads);
        return spreads;
    }

    /// <summary>Directions <c>[texts, width]</c> divided by their <see cref="Spreads"/>: what heights are measured along.</summary>
    public float[] Scale(ReadOnlySpan<float> directions, float share)
    {
        float[] spreads = Spreads(directions, share);
        float[] scaled = directions.ToArray();
        for (int text = 0; text < spreads.Length; text++)
        {
            Span<float> direction = scaled.AsSpan(text * _width, _width);
            TensorPrimitives.Divide(direction, spreads[text], direction);
        }

        return scaled;
    }

    /// <summary>The mean of <c>((patch − centre) · direction)²</c>, that is <c>direction · moments · direction</c>.</summary>
    private float[] SquaredReach(ReadOnlySpan<float> directions)
    {
        float[] reach = new float[directions.Length / _width];
        float[][] products = FeatureSurgery.Project(MomentsAroundCentre, directions, _width);
        for (int i = 0; i < reach.Length; i++)
        {
            reach[i] = TensorPrimitives.Dot(products[i], directions.Slice(i * _width, _width));
        }

        return reach;
    }

    /// <summary>
    /// The mean of the patches, each weighed by the fourth power of its distance from their plain mean. Most patches of most pictures show
    /// nothing in particular, and what these share is a meaning of its own; a checkpoint's constant is what those share that differ.
    /// </summary>
    private static void SetCentre(ReadOnlySpan<float> patches, Span<float> centre)
    {
        int width = centre.Length;
        float[] mean = MeanOf(patches, width);
        double weights = 0;
        for (int start = 0; start < patches.Length; start += width)
        {
            ReadOnlySpan<float> patch = patches.Slice(start, width);
            float distance = TensorPrimitives.Distance(patch, mean);
            float weight = distance * distance * distance * distance;
            TensorPrimitives.MultiplyAdd(patch, weight, centre, centre);
            weights += weight;
        }

        TensorPrimitives.Divide(centre, (float)weights, centre);
    }
}
