using System.Text;
using System.Text.Json;

namespace ClipSurgery.Tests;

public class JsonEntryStreamTests
{
    private const string Small =
        """ {"info":{"annotations":[1]},"annotations":[ {"a":[1,{"b":"]}"}]}, 5,"x", [] ],"é":null, "last":{"k":[true]}} """;

    [Theory]
    [InlineData("")]
    [InlineData("\uFEFF")]
    public void One_list_comes_entry_by_entry_and_the_rest_as_it_is(string mark)
    {
        using MemoryStream stream = new(Encoding.UTF8.GetBytes(mark + Small));

        using JsonDocument rest = JsonEntryStream.WithoutEntries(stream, "annotations");
        stream.Position = 0;
        string[] entries = [.. JsonEntryStream.Entries(stream, "annotations").Select(entry => entry.GetRawText())];

        Assert.Equal("""{"info":{"annotations":[1]},"annotations":[],"é":null,"last":{"k":[true]}}""", rest.RootElement.GetRawText());
        Assert.Equal(["""{"a":[1,{"b":"]}"}]}""", "5", "\"x\"", "[]"], entries);
    }

    [Fact]
    public void What_is_cut_off_anywhere_is_no_json()
    {
        byte[] whole = Encoding.UTF8.GetBytes(Small.Trim());
        for (int length = 0; length < whole.Length; length++)
        {
            using MemoryStream cut = new(whole[..length]);
            Assert.ThrowsAny<JsonException>(() => JsonEntryStream.WithoutEntries(cut, "annotations").Dispose());
        }
    }

    [Theory]
    [InlineData("""{"annotations":[],"annotations":[]}""")]
    [InlineData("""{"annotations":[]} {}""")]
    [InlineData("""{"annotations":[],}""")]
    [InlineData("""{"annotations":[1 2]}""")]
    public void What_is_no_json_is_refused(string json)
    {
        using MemoryStream stream = new(Encoding.UTF8.GetBytes(json));
        Assert.ThrowsAny<JsonException>(() => JsonEntryStream.WithoutEntries(stream, "annotations").Dispose());
    }

    /// <summary>Entries are cut by the ends of what is read at once, and some are longer than that.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    [InlineData(65_500)]
    [InlineData(300_000)]
    public void Entries_of_any_length_come_whole(int longest)
    {
        Random random = new(longest);
        string[] expected = [.. Enumerable.Range(0, 200).Select(i => $"{{\"id\":{i},\"text\":\"{new string('x', random.Next(longest))}\"}}")];
        string json = $"{{\"annotations\":[{string.Join(",", expected)}],\"images\":[\"{new string('y', longest)}\"]}}";
        using MemoryStream stream = new(Encoding.UTF8.GetBytes(json));

        string[] entries = [.. JsonEntryStream.Entries(stream, "annotations").Select(entry => entry.GetRawText())];
        stream.Position = 0;
        using JsonDocument rest = JsonEntryStream.WithoutEntries(stream, "annotations");

        Assert.Equal(expected, entries);
        Assert.Equal(longest, rest.RootElement.GetProperty("images")[0].GetString()!.Length);
    }

    [Theory]
    [InlineData("[1]", "[1]")]
    [InlineData("""{"annotations":{"a":1},"b":2}""", """{"annotations":{"a":1},"b":2}""")]
    [InlineData("""{"annotations":null}""", """{"annotations":null}""")]
    public void What_has_no_such_list_comes_as_it_is(string json, string expected)
    {
        using MemoryStream stream = new(Encoding.UTF8.GetBytes(json));
        using JsonDocument rest = JsonEntryStream.WithoutEntries(stream, "annotations");
        Assert.Equal(expected, rest.RootElement.GetRawText());
    }
}
