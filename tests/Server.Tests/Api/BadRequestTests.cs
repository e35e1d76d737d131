using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace ClipSurgery.Tests;

/// <summary>Whatever is sent gets one clear answer, and nothing of it stays.</summary>
public sealed class BadRequestTests(DemoModels models) : IClassFixture<DemoModels>
{
    private const string Cats = "emoji-0117.jpg";

    private static readonly string Picture = $"/api/v1/pictures/{RunningServer.Id(Cats)}";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static Mask Square => Mask.FromPolygons(384, 384, [[10, 10, 60, 10, 60, 60, 10, 60]]);

    public static TheoryData<string, string, int, string> Wrong => new()
    {
        { "/find", "{", 400, "The body is not the JSON that was expected; see /openapi/v1.json." },
        { "/find", "[1]", 400, "The body is not the JSON that was expected; see /openapi/v1.json." },
        { "/find", """{"texts":"cat"}""", 400, "The body is not the JSON that was expected; see /openapi/v1.json." },
        { "/find", """{"texts":[null]}""", 422, "texts has an entry that is null; leave it out." },
        { "/find", """{"classes":[null]}""", 422, "classes has an entry that is null; leave it out." },
        { "/prompt", """{"points":[null]}""", 422, "points has an entry that is null; leave it out." },
        { "/edits", """{"version":0,"put":[null]}""", 422, "put has an entry that is null; leave it out." },
        { "/edits", """{"version":0,"remove":[null]}""", 422, "remove has an entry that is null; leave it out." },
        { "/edits", Scored("1e999"), 422, "A part of the score of cat is none; expected 0 to 1." },
        { "/find", """{"texts":[" "]}""", 422, "A text is blank; give a word or a phrase." },
        { "/find", """{"classes":["bird"]}""", 422, "There is no class bird; add it first." },
        { "/find", """{"texts":["cat"],"presence":7}""", 422, "presence is no probability; expected 0 to 1." },
        { "/find", """{"texts":[]}""", 422, "There is nothing to look for: give a text, or add a class." },
        { "/find", Deep(100), 400, "The body is not the JSON that was expected; see /openapi/v1.json." },
        { "/find", $$"""{"texts":[{{string.Join(',', Enumerable.Range(0, 65).Select(i => $"\"a{i}\""))}}]}""", 422, "The request has 65 texts; it may have 64." },
        { "/find", $$"""{"texts":["{{new string('a', 300)}}"]}""", 422, "The request has 300 characters in a text; it may have 256." },
        { "/prompt", "{}", 422, "The prompt is empty: give a point or a box." },
        { "/prompt", """{"points":[{"x":1,"y":"2"}]}""", 400, "The body is not the JSON that was expected; see /openapi/v1.json." },
        { "/prompt", """{"points":[{"x":1}]}""", 400, "The body is not the JSON that was expected; see /openapi/v1.json." },
        { "/prompt", """{"points":[{"x":NaN,"y":1}]}""", 400, "The body is not the JSON that was expected; see /openapi/v1.json." },
        { "/prompt", """{"points":[{"x":1e99,"y":1}]}""", 422, "Point Infinity,1 lies outside the picture of 384x384 pixels." },
        { "/prompt", """{"points":[{"x":-1,"y":1}]}""", 422, "Point -1,1 lies outside the picture of 384x384 pixels." },
        { "/prompt", """{"box":{"x":0,"y":0,"width":999,"height":1}}""", 422, "Box 0,0,999,1 (x, y, width, height) does not lie inside the picture of 384x384 pixels." },
        { "/prompt", """{"points":[{"x":1,"y":1}],"mask":{"size":[5,5],"counts":"0"}}""", 422, "A mask has the size [5, 5]; expected the picture's height and width [384, 384]." },
        { "/prompt", """{"points":[{"x":1,"y":1}],"mask":{"size":[384,384],"counts":"~~~"}}""", 422, "The run lengths of a mask are damaged: " },
        { "/prompt", $$"""{"points":[{{string.Join(',', Enumerable.Repeat("""{"x":1,"y":1}""", 10_000))}}]}""", 422, "The request has 10000 points; it may have 256." },
        { "/edits", """{"put":[]}""", 400, "The body is not the JSON that was expected; see /openapi/v1.json." },
        { "/edits", RunningServer.Put(0, "bird", Square), 422, "There is no class bird; add it first." },
        { "/edits", """{"version":0,"remove":["x"]}""", 422, "There is no instance x to remove." },
        { "/edits", """{"version":0,"put":[{"class":"cat","mask":null}]}""", 400, "The body is not the JSON that was expected; see /openapi/v1.json." },
        { "/edits", """{"version":0,"put":[{"class":"cat","mask":{"size":[384,384],"counts":"PPY4"}}]}""", 422, "" },
        { "/edits", """{"version":0,"put":[{"class":"cat","source":"other","mask":{"size":[384,384],"counts":"0"}}]}""", 400, "The body is not the JSON" },
    };

    [Fact]
    public async Task Bodies_that_do_not_fit_get_one_sentence()
    {
        await using RunningServer server = await RunningServer.Start(models);
        foreach (TheoryDataRow<string, string, int, string> row in Wrong)
        {
            (string route, string body, int status, string detail) = row.Data;

            (int answered, JsonNode? problem, string? type) = await server.TryPost(Picture + route, body);

            string shown = $"{route} {body[..Math.Min(80, body.Length)]}";
            Assert.Equal((shown, status, "application/problem+json"), (shown, answered, type));
            Assert.StartsWith(detail, problem!["detail"]!.GetValue<string>());
            Assert.DoesNotContain(server.Folder, problem.ToJsonString());
            Assert.DoesNotContain("   at ", problem.ToJsonString());
        }

        Assert.Equal(0, (await server.Get(Picture))["version"]!.GetValue<int>());
    }

    [Theory]
    [InlineData("/api/v1/pictures/..%2f..%2fetc%2fpasswd", 404)]
    [InlineData("/api/v1/pictures/p0000000000000000", 404)]
    [InlineData("/api/v1/pictures?order=random", 422)]
    [InlineData("/api/v1/pictures?limit=1000000", 422)]
    [InlineData("/api/v1/pictures?offset=x", 400)]
    [InlineData("/page/../LabelServer.cs", 404)]
    [InlineData("/page/nothing.js", 404)]
    public async Task Addresses_that_lead_nowhere_say_so(string path, int status)
    {
        await using RunningServer server = await RunningServer.Start(models);

        using HttpResponseMessage response = await server.Client.GetAsync(path, Token);

        Assert.Equal(status, (int)response.StatusCode);
    }

    [Theory]
    [InlineData("?side=5", "side is 5; expected 64 to 4096.")]
    [InlineData("?x=380&y=0&width=10&height=10", "The part does not lie inside the picture of 384x384 pixels.")]
    [InlineData("?x=2147483647&y=0&width=2147483647&height=10", "The part does not lie inside the picture of 384x384 pixels.")]
    [InlineData("?x=1", "The part does not lie inside the picture of 384x384 pixels.")]
    public async Task Parts_of_pictures_have_to_lie_in_them(string query, string detail)
    {
        await using RunningServer server = await RunningServer.Start(models);

        using HttpResponseMessage response = await server.Client.GetAsync($"{Picture}/image{query}", Token);

        Assert.Equal(422, (int)response.StatusCode);
        Assert.Equal(detail, JsonNode.Parse(await response.Content.ReadAsStringAsync(Token))!["detail"]!.GetValue<string>());
    }

    [Fact]
    public async Task Masks_that_were_drawn_on_another_file_of_the_name_are_refused()
    {
        await using RunningServer server = await RunningServer.Start(models);
        string file = Path.Combine(server.Pictures, Cats);
        JsonObject edit = JsonNode.Parse(RunningServer.Put(0, "cat", Square))!.AsObject();
        edit["content"] = (await server.Get(Picture))["content"]!.GetValue<string>();

        File.Copy(Path.Combine(TestData.Root, "samples", "emoji-0006.jpg"), file, overwrite: true);
        (int status, JsonNode? problem, _) = await server.TryPost($"{Picture}/edits", edit.ToJsonString());
        JsonNode replaced = await server.Get(Picture);
        edit["content"] = replaced["content"]!.GetValue<string>();
        JsonNode kept = await server.Post($"{Picture}/edits", edit.ToJsonString());

        Assert.Equal((409, null), (status, problem!["picture"]));
        Assert.Equal("The file of this picture was replaced meanwhile; open it again.", problem["detail"]!.GetValue<string>());
        Assert.Empty(replaced["instances"]!.AsArray());
        Assert.Single(kept["instances"]!.AsArray());
    }

    [Fact]
    public async Task A_picture_that_was_deleted_or_replaced_says_so()
    {
        await using RunningServer server = await RunningServer.Start(models);
        string file = Path.Combine(server.Pictures, Cats);
        await server.Post($"{Picture}/edits", RunningServer.Put(0, "cat", Square));
        byte[] bytes = File.ReadAllBytes(file);

        File.Copy(Path.Combine(TestData.Root, "samples", "photo-309.jpg"), file, overwrite: true);
        JsonNode replaced = await server.Get(Picture);
        (int conflict, _, _) = await server.TryPost($"{Picture}/edits", RunningServer.Put(1, "cat", Square));
        File.Delete(file);
        (int gone, JsonNode? problem, _) = await server.TryPost($"{Picture}/find", """{"texts":["cat"]}""");
        File.WriteAllText(file, "no picture");
        (int damaged, _, _) = await server.TryPost($"{Picture}/find", """{"texts":["cat"]}""");
        File.WriteAllBytes(file, bytes);

        Assert.Equal((0, "notLabelled"), (replaced["version"]!.GetValue<int>(), replaced["state"]!.GetValue<string>()));
        Assert.Equal((422, 410, 422), (conflict, gone, damaged));
        Assert.Equal($"The file of {Cats} is not there any more, or cannot be read.", problem!["detail"]!.GetValue<string>());
        Assert.Equal(1, (await server.Get(Picture))["version"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_refused_before_it_is_read()
    {
        await using RunningServer server = await RunningServer.Start(models);
        Uri url = new(server.Url);
        using TcpClient client = new();
        await client.ConnectAsync(url.Host, url.Port, Token);
        using NetworkStream stream = client.GetStream();

        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"POST {Picture}/find HTTP/1.1\r\nHost: localhost\r\nX-Clip-Surgery: 1\r\nContent-Type: application/json\r\nContent-Length: 2147483648\r\n\r\n"), Token);
        using StreamReader reader = new(stream);

        Assert.Equal("HTTP/1.1 413 Payload Too Large", await reader.ReadLineAsync(Token));
    }

    [Fact]
    public async Task A_disk_that_fills_refuses_the_edit_and_takes_it_when_there_is_room()
    {
        using TemporaryFolder folder = new();
        using SmallDisk disk = new(folder.Create("disk"));
        await using RunningServer server = await RunningServer.Start(models, output: Path.Combine(disk.Path, "labels"));
        File.WriteAllBytes(Path.Combine(disk.Path, "ballast"), new byte[32 << 10]);
        Mask comb = Mask.FromBitmap(384, 384, [.. Enumerable.Range(0, 384 * 384).Select(i => (byte)(i % 384 * 7 % 13 < 6 ? 1 : 0))]);
        int version = 0;
        (int Status, JsonNode? Body, string? Type) answer;
        while ((answer = await server.TryPost($"{Picture}/edits", RunningServer.Put(version, "cat", comb))).Status == 200)
        {
            version++;
            Assert.InRange(version, 0, 100);
        }

        Assert.Equal(507, answer.Status);
        Assert.Equal("The disk is full", answer.Body!["title"]!.GetValue<string>());
        Assert.Equal(version, (await server.Get(Picture))["version"]!.GetValue<int>());
        File.Delete(Path.Combine(disk.Path, "ballast"));
        JsonNode kept = await server.Post($"{Picture}/edits", RunningServer.Put(version, "cat", comb));
        Assert.Equal(version + 1, kept["version"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_port_in_use_and_an_open_address_without_a_key_are_refused()
    {
        await using RunningServer server = await RunningServer.Start(models);
        using TemporaryFolder folder = new();
        using LabelWorkspace workspace = LabelWorkspace.Open(folder["labels"], server.Pictures, [], [Cats]);
        int port = new Uri(server.Url).Port;

        string inUse = await Refusal(new ServeOptions { Port = port });
        string open = await Refusal(new ServeOptions { Port = 0, Address = IPAddress.Any });

        Assert.StartsWith($"127.0.0.1:{port} cannot be opened (", inUse);
        Assert.EndsWith("; give another port with --port, or 0 for any.", inUse);
        Assert.Equal("0.0.0.0 is reached by other machines, so a key is needed: give --key, or CLIPSURGERY_KEY in the environment.", open);

        async Task<string> Refusal(ServeOptions options) => (await Assert.ThrowsAsync<ClipSurgeryException>(
            () => LabelServer.Start(workspace, models.Segmenter, options, Token))).Message;
    }

    private static string Scored(string part) =>
        $$"""{"version":0,"put":[{"class":"cat","source":"auto","parts":{"presence":{{part}}},"mask":{{RunningServer.Rle(Square)}}}]}""";

    private static string Deep(int levels) => $$"""{"texts":{{new string('[', levels)}}{{new string(']', levels)}}}""";
}
