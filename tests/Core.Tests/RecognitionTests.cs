using CsCheck;

namespace ClipSurgery.Tests;

public class RecognitionTests
{
    private const int Width = 8;

    private static readonly Gen<float[]> Row =
        Gen.Float[-1, 1].Array[Width].Where(row => row.Any(value => Math.Abs(value) > 0.1f));

    [Fact]
    public void Recognition_is_the_weighted_cosine_less_the_mean_of_all() => Gen.Select(Row, Row, Row.Array[2, 9]).Sample(
        (cls, patch, texts) =>
        {
            ImageTokens image = new(Unit([cls, patch]), 1, 1, Width);

            float[] scores = FeatureSurgery.Recognize(image, Embeddings(texts));

            double[] expected = Naive(image.Cls.ToArray(), texts);
            Assert.Equal(expected.Length, scores.Length);
            Assert.All(expected.Zip(scores), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
        });

    [Fact]
    public void Recognition_does_not_look_at_patches() => Gen.Select(Row, Row, Row, Row.Array[2, 5]).Sample(
        (cls, patch, other, texts) => Assert.Equal(
            FeatureSurgery.Recognize(new ImageTokens(Unit([cls, patch]), 1, 1, Width), Embeddings(texts)),
            FeatureSurgery.Recognize(new ImageTokens(Unit([cls, other]), 1, 1, Width), Embeddings(texts))));

    [Fact]
    public void A_single_label_or_one_of_another_width_is_refused()
    {
        ImageTokens image = new(new float[2 * Width], 1, 1, Width);
        TextEmbeddings one = new(["cat"], new float[Width], new float[Width], []);
        TextEmbeddings narrow = new(["cat", "dog"], new float[6], new float[3], []);

        Assert.Throws<ArgumentOutOfRangeException>("labels", () => FeatureSurgery.Recognize(image, one));
        ArgumentException error = Assert.Throws<ArgumentException>(() => FeatureSurgery.Recognize(image, narrow));
        Assert.Contains("8 channels and texts 3", error.Message);
    }

    /// <summary>
    /// <c>w[n] (f · t[n]) − mean over m of w[m] (f · t[m])</c>, <c>w = softmax(2 f · t)</c> divided by its mean, in doubles.
    /// </summary>
    private static double[] Naive(float[] cls, float[][] texts)
    {
        double[] cosines = [.. Unit(texts).Chunk(Width).Select(text => text.Zip(cls, (t, f) => (double)t * f).Sum())];
        double[] exponentials = [.. cosines.Select(cosine => Math.Exp(2 * cosine))];
        double[] weighted = [.. cosines.Zip(exponentials, (cosine, weight) => cosine * weight / exponentials.Average())];
        return [.. weighted.Select(value => value - weighted.Average())];
    }

    private static TextEmbeddings Embeddings(float[][] texts) =>
        new([.. texts.Select((_, i) => $"{i}")], Unit(texts), new float[Width], []);

    private static float[] Unit(float[][] rows) => TestTensors.NormalizeRows([.. rows.SelectMany(row => row)], Width);
}
