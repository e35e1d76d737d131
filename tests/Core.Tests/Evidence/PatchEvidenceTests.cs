namespace ClipSurgery.Tests;

public class PatchEvidenceTests
{
    private const int Width = 8;

    /// <summary>A map a label would take 92 MB here.</summary>
    [Fact]
    public void Memory_does_not_grow_with_a_map_for_every_label()
    {
        Random random = new(1);
        float[] texts = Rows(random, 40_000);
        ImageTokens tokens = Tokens(Rows(random, 1 + 24 * 24), 24, 24);
        PictureBackground background = PictureBackground.Of(Rows(random, 100), Rows(random, 20), Width);

        long before = GC.GetAllocatedBytesForCurrentThread();
        float[] last = Evidence(tokens, texts, background, TextGroups.None).Of(39_999);

        // The directions themselves are 1.3 MB.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10_000_000);
        Assert.All(last, value => Assert.InRange(value, 0, 1));
    }

    [Fact]
    public void A_text_must_beat_the_best_other_one_and_the_level()
    {
        Random random = new(2);
        float[] texts = Rows(random, 5);
        ImageTokens tokens = Tokens(Rows(random, 1 + 6), 3, 2);
        PictureBackground background = PictureBackground.Of(Rows(random, 50), Rows(random, 9), Width);
        PatchEvidence evidence = Evidence(tokens, texts, background, TextGroups.None);

        for (int patch = 0; patch < 6; patch++)
        {
            double[] heights = Heights(tokens, texts, background, patch);
            for (int text = 0; text < 5; text++)
            {
                double rival = heights.Where((_, other) => other != text).Max();
                Assert.Equal(Probability(heights[text], rival), evidence.Of(text)[patch], 1e-4);
            }
        }
    }

    /// <summary>Texts 1 to 3 mean one thing: each competes with 0 and 4 alone.</summary>
    [Fact]
    public void Texts_of_a_group_do_not_compete_with_each_other()
    {
        Random random = new(3);
        float[] texts = Rows(random, 5);
        ImageTokens tokens = Tokens(Rows(random, 1 + 6), 3, 2);
        PictureBackground background = PictureBackground.Of(Rows(random, 50), Rows(random, 9), Width);
        PatchEvidence evidence = Evidence(tokens, texts, background, new TextGroups([1, 3, 1]));

        for (int patch = 0; patch < 6; patch++)
        {
            double[] heights = Heights(tokens, texts, background, patch);
            for (int text = 1; text <= 3; text++)
            {
                Assert.Equal(Probability(heights[text], Math.Max(heights[0], heights[4])), evidence.Of(text)[patch], 1e-4);
            }

            Assert.Equal(Probability(heights[0], heights[1..].Max()), evidence.Of(0)[patch], 1e-4);
        }
    }

    /// <summary>
    /// What CLIPs differ in: a constant in all pictures' embeddings, another in all texts', and how long both are. Nothing changes.
    /// </summary>
    [Fact]
    public void Constants_and_scales_of_a_checkpoint_change_nothing()
    {
        Random random = new(4);
        for (int round = 0; round < 20; round++)
        {
            float[] nouns = Rows(random, NounBank.Nouns.Count);
            float[] general = Rows(random, NounBank.General.Count);
            float[] reference = Rows(random, 200);
            float[] picture = Rows(random, 1 + 12);
            float[] asked = Rows(random, 3);
            float[] ofPictures = [.. Rows(random, 1).Select(value => value * 5)];
            float[] ofTexts = [.. Rows(random, 1).Select(value => value * 5)];
            float pictureScale = 0.2f + 3 * random.NextSingle();
            float textScale = 0.2f + 3 * random.NextSingle();
            float[] Picture(float[] rows) => [.. rows.Select((value, i) => pictureScale * (value + ofPictures[i % Width]))];
            float[] Text(float[] rows) => [.. rows.Select((value, i) => textScale * (value + ofTexts[i % Width]))];

            float[][] plain = Probabilities(nouns, general, reference, picture, asked);
            float[][] moved = Probabilities(Text(nouns), Text(general), Picture(reference), Picture(picture), Text(asked));

            for (int text = 0; text < 3; text++)
            {
                Assert.All(plain[text].Zip(moved[text]), pair => Assert.Equal(pair.First, pair.Second, 2e-3));
            }
        }

        static float[][] Probabilities(float[] nouns, float[] general, float[] reference, float[] picture, float[] asked)
        {
            TextBackground words = new(nouns, general, Width);
            PictureBackground background = PictureBackground.Of(reference, words.DistinctNouns(), Width);
            float[] directions = words.Directions(asked);
            PatchEvidence evidence = Evidence(
                Tokens(picture, 4, 3), [.. directions, .. words.Rivals(directions)], background, TextGroups.None);
            return [.. Enumerable.Range(0, 3).Select(evidence.Of)];
        }
    }

    private static PatchEvidence Evidence(ImageTokens tokens, float[] texts, PictureBackground background, TextGroups groups)
    {
        EvidenceSettings settings = new();
        return new PatchEvidence(
            tokens,
            background.Scale(texts, settings.ReachShare),
            background.MovedCentre(background.ShiftOf(tokens), settings.OwnShare),
            LearnedHeights.None,
            groups,
            settings.Level,
            settings.MapSlope);
    }

    private static double Probability(double height, double rival) => 1 / (1 + Math.Exp(rival - height) + Math.Exp(4 - height));

    private static double[] Heights(ImageTokens tokens, float[] texts, PictureBackground background, int patch)
    {
        float[] centre = background.MovedCentre(background.ShiftOf(tokens), 0.25f);
        float[] spreads = background.Spreads(texts, 0.5f);
        return
        [
            .. texts.Chunk(Width).Select((text, i) =>
                text.Select((value, k) => (double)value * (tokens.Patches[patch * Width + k] - centre[k])).Sum() / spreads[i]),
        ];
    }

    private static ImageTokens Tokens(float[] rows, int columns, int lines) => new(rows, columns, lines, Width);

    private static float[] Rows(Random random, int count)
    {
        float[] values = [.. Enumerable.Range(0, count * Width).Select(_ => random.NextSingle() - 0.5f)];
        UnitRows.Normalize(values, Width);
        return values;
    }
}
