using System.Text;

namespace ClipSurgery.Tests;

public sealed class TokenEmbeddingsTests : IDisposable
{
    private readonly TemporaryFolder _cache = new();
    private readonly ClipModel _clip;

    public TokenEmbeddingsTests() =>
        _clip = ClipModel.Load(TestData.Model("clip", "emoji"), new ClipModelOptions { CacheDirectory = _cache.FullPath });

    public void Dispose()
    {
        _clip.Dispose();
        _cache.Dispose();
    }

    [Theory]
    [InlineData("A photo of a tiger.", "a", "photo", "of", "a", "tiger", ".", "[end]")]
    [InlineData("  snowleopard 42 ", "snow", "leopard", "4", "2", "[end]")]
    [InlineData("café <end_of_text>", "café", "<", "end", "_", "of", "_", "text", ">", "[end]")]
    [InlineData("", "[end]")]
    public void Tokens_are_named_as_people_read_them(string sentence, params string[] expected)
    {
        TokenEmbeddings tokens = _clip.EmbedTokens(sentence, TestContext.Current.CancellationToken);

        Assert.Equal(expected, tokens.Texts);
        Assert.False(tokens.IsTruncated);
    }

    [Fact]
    public void Every_row_has_length_one_and_follows_from_what_stands_before_it()
    {
        TokenEmbeddings shorter = _clip.EmbedTokens("a tiger", TestContext.Current.CancellationToken);
        TokenEmbeddings longer = _clip.EmbedTokens("a tiger and a bee", TestContext.Current.CancellationToken);

        for (int i = 0; i < longer.Texts.Count; i++)
        {
            Assert.Equal(1, Math.Sqrt(longer.Embeddings[i].ToArray().Sum(value => (double)value * value)), 1e-5);
        }

        TestTensors.AssertClose(shorter.Embeddings[0], longer.Embeddings[0], 1e-5f);
        TestTensors.AssertClose(shorter.Embeddings[1], longer.Embeddings[1], 1e-5f);
    }

    [Fact]
    public void The_empty_text_is_the_end_token_of_the_empty_prompt()
    {
        TextEmbeddings empty = _clip.EmbedTokens("", TestContext.Current.CancellationToken).Embeddings;

        Assert.Equal(empty[0], empty.Empty);
        Assert.Equal(empty.Empty, _clip.EmbedTokens("a tiger", TestContext.Current.CancellationToken).Embeddings.Empty);
    }

    [Fact]
    public void A_long_sentence_is_cut_to_the_context_and_says_so()
    {
        TokenEmbeddings tokens = _clip.EmbedTokens(string.Join(' ', Enumerable.Repeat("cat", 80)), TestContext.Current.CancellationToken);

        Assert.True(tokens.IsTruncated);
        Assert.Equal([.. Enumerable.Repeat("cat", 75), "[end]"], tokens.Texts);
    }

    [Theory]
    [InlineData("a tiger", "a", "tiger", "[end]")]
    [InlineData("", "[end]")]
    public void There_is_a_map_for_each_token(string sentence, params string[] expected)
    {
        ImageTokens image = _clip.Encode(TestPng.Read(TestData.Golden("demo", "square.png")), TestContext.Current.CancellationToken);

        IReadOnlyList<SimilarityMap> maps = _clip.EmbedTokens(sentence, TestContext.Current.CancellationToken).Locate(image);

        Assert.Equal(expected, maps.Select(map => map.Text));
        Assert.All(maps, map => Assert.Equal(24 * 24, map.Values.Length));
    }

    [Fact]
    public void A_model_that_an_older_version_converted_is_to_be_converted_again()
    {
        using ClipCheckpoint checkpoint = ClipCheckpoint.Open(TestData.Golden("clip", "gelu-p8", "model.safetensors"), new ConversionOptions());
        string folder = _cache.Create("older");
        CheckpointGraphs.Write(checkpoint, folder);
        string text = Path.Combine(folder, CheckpointGraphs.TextFile);
        File.WriteAllText(text, File.ReadAllText(text, Encoding.Latin1).Replace("tokens", "absent"), Encoding.Latin1);
        using OnnxSession session = OnnxSession.Load(text, new RuntimeOptions(), fixedShapes: false);
        TextEncoder encoder = new(new Lazy<OnnxSession>(session), checkpoint.Config, TextEmbeddingCache.For(checkpoint.Config, folder));

        ClipSurgeryException error =
            Assert.Throws<ClipSurgeryException>(() => encoder.EmbedTokens("a tiger", TestContext.Current.CancellationToken));

        Assert.Contains("Convert the checkpoint again", error.Message);
    }
}
