namespace ClipSurgery.Tests;

public class PatchProbabilitiesTests
{
    private const int Width = 8;

    /// <summary>A map a label would take 92 MB here.</summary>
    [Fact]
    public void Memory_does_not_grow_with_a_map_for_every_label()
    {
        Random random = new(1);
        TextEmbeddings texts = Texts(random, 40_000);
        ImageTokens tokens = new(Rows(random, 1 + 24 * 24), 24, 24, Width);

        long before = GC.GetAllocatedBytesForCurrentThread();
        PatchProbabilities probabilities = new(tokens, texts, 50, TextGroups.None);
        float[] last = probabilities.Of(39_999);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2_000_000);
        Assert.All(last, value => Assert.InRange(value, 0, 1));
    }

    [Fact]
    public void All_texts_and_the_empty_one_share_a_patch()
    {
        Random random = new(2);
        TextEmbeddings texts = Texts(random, 5);
        ImageTokens tokens = new(Rows(random, 1 + 6), 3, 2, Width);
        PatchProbabilities probabilities = new(tokens, texts, 20, TextGroups.None);

        for (int patch = 0; patch < 6; patch++)
        {
            float[] token = tokens.Patches.Slice(patch * Width, Width).ToArray();
            double[] powers = [.. Enumerable.Range(0, 5).Select(i => Power(token, texts[i].ToArray())), Power(token, texts.Empty.ToArray())];
            for (int text = 0; text < 5; text++)
            {
                Assert.Equal(powers[text] / powers.Sum(), probabilities.Of(text)[patch], 1e-5);
            }
        }

    }

    /// <summary>Texts 1 to 3 mean one thing: each competes with 0, 4 and the empty text alone.</summary>
    [Fact]
    public void Texts_of_a_group_do_not_compete_with_each_other()
    {
        Random random = new(3);
        TextEmbeddings texts = Texts(random, 5);
        ImageTokens tokens = new(Rows(random, 1 + 6), 3, 2, Width);
        PatchProbabilities probabilities = new(tokens, texts, 20, new TextGroups([1, 3, 1]));

        for (int patch = 0; patch < 6; patch++)
        {
            float[] token = tokens.Patches.Slice(patch * Width, Width).ToArray();
            double[] powers = [.. Enumerable.Range(0, 5).Select(i => Power(token, texts[i].ToArray()))];
            double outside = powers[0] + powers[4] + Power(token, texts.Empty.ToArray());
            for (int text = 1; text <= 3; text++)
            {
                Assert.Equal(powers[text] / (powers[text] + outside), probabilities.Of(text)[patch], 1e-5);
            }

            Assert.Equal(powers[0] / (powers.Sum() + Power(token, texts.Empty.ToArray())), probabilities.Of(0)[patch], 1e-5);
        }
    }

    private static double Power(float[] token, float[] text) => Math.Exp(20 * token.Zip(text).Sum(pair => (double)pair.First * pair.Second));

    private static TextEmbeddings Texts(Random random, int count) =>
        new([.. Enumerable.Range(0, count).Select(i => $"{i}")], Rows(random, count), Rows(random, 1), []);

    private static float[] Rows(Random random, int count)
    {
        float[] values = [.. Enumerable.Range(0, count * Width).Select(_ => random.NextSingle() - 0.5f)];
        UnitRows.Normalize(values, Width);
        return values;
    }
}
