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
        PatchProbabilities probabilities = new(tokens, texts, 50);
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
        PatchProbabilities probabilities = new(tokens, texts, 20);

        for (int patch = 0; patch < 6; patch++)
        {
            float[] token = tokens.Patches.Slice(patch * Width, Width).ToArray();
            double[] powers = [.. Enumerable.Range(0, 5).Select(i => Power(token, texts[i].ToArray())), Power(token, texts.Empty.ToArray())];
            for (int text = 0; text < 5; text++)
            {
                Assert.Equal(powers[text] / powers.Sum(), probabilities.Of(text)[patch], 1e-5);
            }
        }

        static double Power(float[] token, float[] text) => Math.Exp(20 * token.Zip(text).Sum(pair => (double)pair.First * pair.Second));
    }

    private static TextEmbeddings Texts(Random random, int count) =>
        new([.. Enumerable.Range(0, count).Select(i => $"{i}")], Rows(random, count), Rows(random, 1), []);

    private static float[] Rows(Random random, int count)
    {
        float[] values = [.. Enumerable.Range(0, count * Width).Select(_ => random.NextSingle() - 0.5f)];
        UnitRows.Normalize(values, Width);
        return values;
    }
}
