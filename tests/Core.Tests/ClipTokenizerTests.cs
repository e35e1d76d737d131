using System.IO.Compression;
using System.Text;
using System.Text.Json;
using CsCheck;

namespace ClipSurgery.Tests;

public class ClipTokenizerTests
{
    private static readonly Lazy<BytePairEncoder> BytePairs = new(BytePairEncoder.LoadEmbedded);

    private static readonly Lazy<Dictionary<(string, string), int>> Ranks = new(() =>
    {
        using GZipStream unpacked = new(EmbeddedFile.Open("bpe_simple_vocab_16e6.txt.gz"), CompressionMode.Decompress);
        using StreamReader reader = new(unpacked);
        return reader.ReadToEnd().Split('\n').Skip(1).Take(48894).Select(line => line.Split(' ')).Index()
            .ToDictionary(merge => (merge.Item[0], merge.Item[1]), merge => merge.Index);
    });

    [Fact]
    public void Every_golden_text_gives_the_ids_of_the_reference()
    {
        int rows = 0;
        foreach (string line in File.ReadLines(TestData.Golden("tokenizer", "ids.jsonl")))
        {
            using JsonDocument row = JsonDocument.Parse(line);
            string text = row.RootElement.GetProperty("text").GetString()!;
            int[] expected = [.. row.RootElement.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32())];

            TokenSequence sequence = ClipTokenizer.Default.Encode(text, contextLength: 1000);

            Assert.True(expected.SequenceEqual(Ids(sequence)), $"{line} gave {string.Join(' ', Ids(sequence))}");
            rows++;
        }

        Assert.Equal(521, rows);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \t\r\n\u00a0\u3000")]
    [InlineData("\ufeff\u0000")]
    public void Blank_text_is_the_start_and_the_end_alone(string text)
    {
        TokenSequence sequence = ClipTokenizer.Default.Encode(text);

        Assert.Equal([49406, 49407], Ids(sequence));
        Assert.False(sequence.IsTruncated);
    }

    [Theory]
    [InlineData(74, 76, false)]
    [InlineData(75, 77, false)]
    [InlineData(76, 77, true)]
    [InlineData(500, 77, true)]
    public void A_text_longer_than_the_context_keeps_its_beginning_and_the_end_token(int words, int length, bool isTruncated)
    {
        TokenSequence sequence = ClipTokenizer.Default.Encode(string.Concat(Enumerable.Repeat("cat ", words)));

        Assert.Equal([49406, .. Enumerable.Repeat(2368, length - 2), 49407], Ids(sequence));
        Assert.Equal(isTruncated, sequence.IsTruncated);
    }

    [Fact]
    public void A_word_is_cut_in_its_middle_where_the_context_ends()
    {
        int[] whole = Ids(ClipTokenizer.Default.Encode("supercalifragilisticexpialidocious"));

        TokenSequence cut = ClipTokenizer.Default.Encode("supercalifragilisticexpialidocious", contextLength: 4);

        Assert.Equal([whole[0], whole[1], whole[2], 49407], Ids(cut));
        Assert.True(cut.IsTruncated);
    }

    [Fact]
    public void A_context_without_room_for_start_and_end_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => ClipTokenizer.Default.Encode("cat", contextLength: 1));

    [Fact]
    public void A_text_cannot_smuggle_in_control_tokens() =>
        Assert.DoesNotContain(49407, Ids(ClipTokenizer.Default.Encode("<|endoftext|> <end_of_text>"))[1..^1]);

    [Theory]
    [InlineData("ΑΣ ΣΑ Σ ΑΣ. ΑΣ.Α", "ας σα σ ας. ασ.α")]
    [InlineData("İI", "i\u0307i")]
    [InlineData("\U00010400", "\U00010428")]
    [InlineData("Fish&nbsp;&amp;amp;\u2028Chips", "fish & chips")]
    [InlineData("&ldquo;ﬀ&rdquo;", "\"ff\"")]
    [InlineData("<b>&ldquo;", "<b>“")]
    public void Text_is_normalised_as_the_reference_does(string text, string expected) =>
        Assert.Equal(expected, ClipText.Normalise(text));

    [Fact]
    public void Half_a_surrogate_pair_is_the_replacement_character() => Assert.Equal("a\uFFFDb", ClipText.Normalise("a\uD800b"));

    [Theory]
    [InlineData("they'll've it'ſ 'sam", "they|'ll|'ve|it|'ſ|'s|am")]
    [InlineData("a1b23 x!?'s", "a|1|b|2|3|x|!?'|s")]
    [InlineData("𐐨a猫🐱🐶!", "𐐨a猫|🐱🐶!")]
    public void Words_are_those_of_the_pattern_by_code_point(string text, string expected)
    {
        List<string> words = [];
        foreach (ReadOnlySpan<char> word in new ClipWords(text))
        {
            words.Add(word.ToString());
        }

        Assert.Equal(expected.Split('|'), words);
    }

    [Fact]
    public void Any_string_gives_ids_of_the_vocabulary_between_start_and_end_and_always_the_same() =>
        Gen.String.Sample(text =>
        {
            int[] ids = Ids(ClipTokenizer.Default.Encode(text));

            Assert.InRange(ids.Length, 2, 77);
            Assert.Equal((49406, 49407), (ids[0], ids[^1]));
            Assert.All(ids[1..^1], id => Assert.InRange(id, 0, 49405));
            Assert.Equal(ids, Ids(ClipTokenizer.Default.Encode(text)));
        });

    [Fact]
    public void The_merges_of_a_word_are_those_of_the_plain_algorithm() =>
        Gen.String[Gen.Char["abehlnrst"], 1, 40].Sample(word =>
        {
            List<int> ids = [];
            BytePairs.Value.Encode(Encoding.UTF8.GetBytes(word), ids);

            Assert.Equal(MergeByScanning(word), ids);
        });

    [Fact(Timeout = 30_000)]
    public async Task A_megabyte_without_a_space_ends_in_seconds()
    {
        Random random = new(1);
        string text = new(random.GetItems<char>("abcdefghijklmnopqrstuvwxyz", 1_000_000));

        TokenSequence sequence = await Task.Run(() => ClipTokenizer.Default.Encode(text), TestContext.Current.CancellationToken);

        Assert.True(sequence.IsTruncated);
    }

    private static int[] Ids(TokenSequence sequence) => sequence.Ids.ToArray();

    /// <summary>The textbook form: find the lowest rank, merge its leftmost pair, begin again. ASCII letters only.</summary>
    private static List<int> MergeByScanning(string word)
    {
        List<string> parts = [.. word.Select(letter => letter.ToString())];
        parts[^1] += "</w>";
        while (true)
        {
            (int Rank, int At) best = parts.Zip(parts.Skip(1))
                .Select((pair, i) => (Ranks.Value.GetValueOrDefault(pair, int.MaxValue), i))
                .DefaultIfEmpty((int.MaxValue, 0)).Min();
            if (best.Rank == int.MaxValue)
            {
                return [.. parts.Select(IdOf)];
            }

            parts[best.At] += parts[best.At + 1];
            parts.RemoveAt(best.At + 1);
        }

        // The first tokens are the printable characters from '!', then the same at the end of a word.
        static int IdOf(string part) => part.Replace("</w>", "") is { Length: 1 } letter
            ? letter[0] - '!' + (part.Length > 1 ? 256 : 0)
            : 512 + Ranks.Value.First(merge => merge.Key.Item1 + merge.Key.Item2 == part).Value;
    }
}
