using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace ClipSurgery.Tests;

public class TextBackgroundTests
{
    private const int Width = 64;

    private readonly float[] _nouns = Rows(1, NounBank.Nouns.Count);
    private readonly float[] _general = Rows(2, NounBank.General.Count);

    /// <summary>Embeddings of OpenAI's ViT-B/32, in which any two of these have a cosine of .92 to .95.</summary>
    [Theory]
    [InlineData("cat", "kitten", true)]
    [InlineData("wall_clock", "clock", true)]
    [InlineData("jacket", "coat", true)]
    [InlineData("horse", "pony", true)]
    [InlineData("armchair", "chair", true)]
    [InlineData("cat", "dog", false)]
    [InlineData("car_(automobile)", "bus_(vehicle)", false)]
    [InlineData("horse", "cow", false)]
    public void What_means_the_same_is_told_by_directions_from_the_mean(string one, string other, bool same)
    {
        string folder = Path.Combine(TestData.Root, "tests", "data", "clip-text");
        string[] names = File.ReadAllLines(Path.Combine(folder, "lvis-names.txt"));
        float[] rows = [.. MemoryMarshal.Cast<byte, Half>(File.ReadAllBytes(Path.Combine(folder, "lvis-b32.f16"))).ToArray().Select(half => (float)half)];
        int width = rows.Length / names.Length;
        UnitRows.Normalize(rows, width);
        float[] directions = new TextBackground(rows, [], width).Directions(rows);

        float cosine = TensorPrimitives.Dot(Row(one), Row(other));

        Assert.Equal(same, cosine >= TextBackground.SameMeaning);

        ReadOnlySpan<float> Row(string name) => directions.AsSpan(Array.IndexOf(names, name) * width, width);
    }

    [Fact]
    public void A_noun_is_no_rival_of_itself()
    {
        TextBackground background = new(_nouns, _general, Width);

        float[] rivals = background.Rivals(background.Directions(Noun("dog")));

        Assert.Equal((NounBank.Nouns.Count - 1) * Width, rivals.Length);
        Assert.False(Contains(rivals, background.Directions(Noun("dog"))));
        Assert.True(Contains(rivals, background.Directions(Noun("cat"))));
    }

    [Fact]
    public void What_is_a_kind_of_the_text_is_no_rival()
    {
        TextBackground background = new(_nouns, _general, Width);
        int animal = NounBank.General.ToList().IndexOf("animal");

        float[] rivals = background.Rivals(background.Directions(_general.AsSpan(animal * Width, Width)));

        Assert.All((string[])["dog", "cat", "owl", "shark", "bee"], kind => Assert.False(Contains(rivals, background.Directions(Noun(kind)))));
        Assert.All((string[])["car", "sky", "pizza", ""], other => Assert.True(Contains(rivals, background.Directions(Noun(other)))));
    }

    /// <summary>A text tower of few words has one embedding for all others.</summary>
    [Fact]
    public void Words_that_a_model_does_not_know_count_once_and_stand_for_nothing()
    {
        float[] unknown = Rows(3, 1);
        string[] known = ["dog", "cat", "car"];
        for (int i = 0; i < NounBank.Nouns.Count; i++)
        {
            if (!known.Contains(NounBank.Nouns[i]))
            {
                unknown.CopyTo(_nouns, i * Width);
            }
        }

        for (int i = 0; i < NounBank.General.Count; i++)
        {
            unknown.CopyTo(_general, i * Width);
        }

        TextBackground background = new(_nouns, _general, Width);
        float[] mean = [.. Enumerable.Range(0, Width).Select(k => (Noun("dog")[k] + Noun("cat")[k] + Noun("car")[k] + unknown[k]) / 4)];

        Assert.Equal(4 * Width, background.DistinctNouns().Length);
        Assert.All(mean.Zip(background.Mean), pair => Assert.Equal(pair.First, pair.Second, 1e-6));
        Assert.Equal(3 * Width, background.Rivals(background.Directions(unknown)).Length);
    }

    private float[] Noun(string noun) => _nouns.AsSpan(NounBank.Nouns.ToList().IndexOf(noun) * Width, Width).ToArray();

    private static bool Contains(float[] rows, float[] row) => rows.Chunk(Width).Any(other => TensorPrimitives.Distance<float>(other, row) < 1e-6f);

    private static float[] Rows(int seed, int count)
    {
        Random random = new(seed);
        float[] values = [.. Enumerable.Range(0, count * Width).Select(_ => random.NextSingle() - 0.5f)];
        UnitRows.Normalize(values, Width);
        return values;
    }
}
