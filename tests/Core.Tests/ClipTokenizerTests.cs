using System.Text;
using System.Text.Json;
using CsCheck;

namespace ClipSurgery.Tests;

public class ClipTokenizerTests
{
    [Fact]
    public void Every_reference_text_has_the_reference_ids()
    {
        (int matched, List<string> different) = Compare(repairedByFtfy: false);

        Assert.Empty(different);
        Assert.True(matched > 400, $"{matched} rows");
    }

    /// <summary>Rows whose text the reference repairs first (ftfy): the tokenizer does the certain part of it, and that covers them.</summary>
    [Fact]
    public void Texts_that_the_reference_repairs_have_the_reference_ids()
    {
        (int matched, List<string> different) = Compare(repairedByFtfy: true);

        Assert.Empty(different);
        Assert.Equal(9, matched);
    }

    [Theory]
    [InlineData(74, false)]
    [InlineData(75, false)]
    [InlineData(76, true)]
    public void A_long_text_is_cut_and_keeps_its_end(int words, bool isTruncated)
    {
        TokenSequence tokens = ClipTokenizer.Default.Encode(string.Join(' ', Enumerable.Repeat("word", words)));

        Assert.Equal(isTruncated, tokens.IsTruncated);
        Assert.Equal(Math.Min(words + 2, 77), tokens.Ids.Count);
        Assert.Equal(ClipTokenizer.StartToken, tokens.Ids[0]);
        Assert.Equal(ClipTokenizer.EndToken, tokens.Ids[^1]);
    }

    [Fact]
    public void Any_string_has_ids_within_the_vocabulary()
    {
        Gen.Char[(char)0, char.MaxValue].Array[0, 40].Sample(characters =>
        {
            TokenSequence tokens = ClipTokenizer.Default.Encode(new string(characters));
            return tokens.Ids.Count is >= 2 and <= 77 && tokens.Ids.All(id => id is >= 0 and <= ClipTokenizer.EndToken);
        });
    }

    private static (int Matched, List<string> Different) Compare(bool repairedByFtfy)
    {
        int matched = 0;
        List<string> different = [];
        foreach (string line in File.ReadLines(TestData.Golden("tokenizer", "ids.jsonl"), Encoding.UTF8))
        {
            using JsonDocument row = JsonDocument.Parse(line);
            if (row.RootElement.TryGetProperty("ftfy", out _) != repairedByFtfy)
            {
                continue;
            }

            string text = row.RootElement.GetProperty("text").GetString()!;
            int[] expected = [.. row.RootElement.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32())];
            int[] actual = [.. ClipTokenizer.Default.Encode(text, int.MaxValue).Ids];
            if (expected.SequenceEqual(actual))
            {
                matched++;
            }
            else
            {
                different.Add($"'{text}' expected {string.Join(' ', expected)} found {string.Join(' ', actual)}");
            }
        }

        return (matched, different);
    }
}
