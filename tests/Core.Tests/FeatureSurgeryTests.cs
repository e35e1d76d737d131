using CsCheck;

namespace ClipSurgery.Tests;

public class FeatureSurgeryTests
{
    private const int Width = 8;

    private static readonly Gen<float[]> Row =
        Gen.Float[-1, 1].Array[Width].Where(row => row.Any(value => Math.Abs(value) > 0.1f));

    [Fact]
    public void Maps_over_a_whole_label_set_cancel_out_at_every_patch() =>
        Gen.Select(Row.Array[7], Row.Array[2, 9]).Sample((tokens, texts) =>
        {
            ImageTokens image = new(Unit(tokens), 3, 2, Width);
            IReadOnlyList<SimilarityMap> maps = FeatureSurgery.OverLabelSet(image, Embeddings(texts), texts.Length);

            Assert.Equal(texts.Length, maps.Count);
            for (int patch = 0; patch < 6; patch++)
            {
                double sum = maps.Sum(map => (double)map.Values[patch]);
                Assert.True(Math.Abs(sum) < 1e-5, $"patch {patch} sums to {sum}");
            }
        });

    [Fact]
    public void The_first_maps_of_a_set_are_those_of_all_its_maps() =>
        Gen.Select(Row.Array[7], Row.Array[3, 9]).Sample((tokens, texts) =>
        {
            ImageTokens image = new(Unit(tokens), 3, 2, Width);

            IReadOnlyList<SimilarityMap> first = FeatureSurgery.OverLabelSet(image, Embeddings(texts), 2);
            IReadOnlyList<SimilarityMap> all = FeatureSurgery.OverLabelSet(image, Embeddings(texts), texts.Length);

            Assert.Equal(["0", "1"], first.Select(map => map.Text));
            Assert.Equal(all.Take(2).Select(map => map.Values.ToArray()), first.Select(map => map.Values.ToArray()));
        });

    [Fact]
    public void A_map_against_the_empty_text_does_not_depend_on_the_other_texts() =>
        Gen.Select(Row.Array[7], Row.Array[2, 9]).Sample((tokens, texts) =>
        {
            ImageTokens image = new(Unit(tokens), 3, 2, Width);

            float[] alone = FeatureSurgery.AgainstEmptyText(image, Embeddings(texts[..1]))[0].Values.ToArray();
            float[] among = FeatureSurgery.AgainstEmptyText(image, Embeddings(texts))[0].Values.ToArray();

            Assert.Equal(alone, among);
            Assert.Contains(alone, value => value != 0);
        });

    [Fact]
    public void Cosines_are_dot_products_of_unit_vectors() =>
        Gen.Select(Row.Array[7], Row.Array[1, 9]).Sample((tokens, texts) =>
        {
            float[] unit = Unit(tokens);
            TextEmbeddings embeddings = Embeddings(texts);

            IReadOnlyList<SimilarityMap> maps = FeatureSurgery.Cosines(new ImageTokens(unit, 3, 2, Width), embeddings);

            Assert.Equal(embeddings.Texts, maps.Select(map => map.Text));
            for (int text = 0; text < texts.Length; text++)
            {
                for (int patch = 0; patch < 6; patch++)
                {
                    double expected = 0;
                    for (int i = 0; i < Width; i++)
                    {
                        // The first token is the class token.
                        expected += (double)unit[(1 + patch) * Width + i] * embeddings[text][i];
                    }

                    Assert.Equal(expected, maps[text].Values[patch], 1e-6);
                }
            }
        });

    [Fact]
    public void The_empty_text_against_itself_is_nowhere()
    {
        float[] text = Unit([[1, 2, 3, 4, 5, 6, 7, 8]]);

        ImageTokens image = new((float[])[.. text, .. text], 1, 1, Width);

        SimilarityMap map = FeatureSurgery.AgainstEmptyText(image, new TextEmbeddings([""], text, text, []))[0];

        Assert.Equal([0f], map.Values.ToArray());
    }

    [Fact]
    public void A_set_of_one_label_is_refused()
    {
        ImageTokens image = new(new float[2 * Width], 1, 1, Width);
        TextEmbeddings one = new(["cat"], new float[Width], new float[Width], []);

        Assert.Throws<ArgumentOutOfRangeException>("labels", () => FeatureSurgery.OverLabelSet(image, one, 1));
    }

    [Fact]
    public void More_maps_than_labels_are_refused()
    {
        ImageTokens image = new(new float[2 * Width], 1, 1, Width);
        TextEmbeddings two = new(["cat", "dog"], new float[2 * Width], new float[Width], []);

        Assert.Throws<ArgumentOutOfRangeException>("count", () => FeatureSurgery.OverLabelSet(image, two, 3));
    }

    [Fact]
    public void Texts_of_another_width_are_refused_with_both_widths()
    {
        ImageTokens image = new(new float[2 * Width], 1, 1, Width);
        TextEmbeddings texts = new(["cat", "dog"], new float[6], new float[3], []);

        ArgumentException against = Assert.Throws<ArgumentException>(() => FeatureSurgery.AgainstEmptyText(image, texts));
        ArgumentException over = Assert.Throws<ArgumentException>(() => FeatureSurgery.OverLabelSet(image, texts, 2));
        ArgumentException cosines = Assert.Throws<ArgumentException>(() => FeatureSurgery.Cosines(image, texts));

        Assert.Contains("8 channels and texts 3", against.Message);
        Assert.Contains("8 channels and texts 3", over.Message);
        Assert.Contains("8 channels and texts 3", cosines.Message);
    }

    private static TextEmbeddings Embeddings(float[][] texts) =>
        new([.. texts.Select((_, i) => $"{i}")], Unit(texts), Unit([[1, -1, 1, -1, 1, -1, 1, -1]]), []);

    private static float[] Unit(float[][] rows) => TestTensors.NormalizeRows([.. rows.SelectMany(row => row)], Width);
}
