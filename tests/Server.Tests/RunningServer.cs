using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace ClipSurgery.Tests;

/// <summary>A server on a free port over copies of a few pictures, and a client that asks it as the page does.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    private readonly TemporaryFolder? _own;
    private LabelWorkspace _workspace;
    private LabelServer _server;

    private RunningServer(TemporaryFolder? own, string folder, LabelWorkspace workspace, LabelServer server)
    {
        _own = own;
        Folder = folder;
        _workspace = workspace;
        _server = server;
        Client = NewClient();
    }

    public string Folder { get; }

    public string Pictures => Path.Combine(Folder, "pictures");

    public string Output => Path.Combine(Folder, "labels");

    public string Url => _server.Url;

    /// <summary>A client that may change things.</summary>
    public HttpClient Client { get; private set; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<RunningServer> Start(DemoModels models, ServeOptions? options = null, string? output = null, LabelClass[]? classes = null)
    {
        TemporaryFolder folder = new();
        Directory.CreateDirectory(folder["pictures"]);
        foreach (string name in (string[])["emoji-0006.jpg", "emoji-0117.jpg", "photo-309.jpg"])
        {
            File.Copy(Path.Combine(TestData.Root, "samples", name), folder["pictures", name]);
        }

        (LabelWorkspace workspace, LabelServer server) = await Open(models, folder.FullPath, output ?? folder["labels"], options, classes);
        return new RunningServer(folder, folder.FullPath, workspace, server);
    }

    /// <summary>Ends it, and starts another one on the same folder.</summary>
    public async Task Restart(DemoModels models)
    {
        Client.Dispose();
        await _server.DisposeAsync();
        _workspace.Dispose();
        (_workspace, _server) = await Open(models, Folder, Output, null, null);
        Client = NewClient();
    }

    /// <summary>What clients call a picture.</summary>
    public static string Id(string name) => PictureFiles.IdOf(name);

    public async Task<JsonNode> Get(string path)
    {
        using HttpResponseMessage response = await Client.GetAsync(path, Token);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync(Token))!;
    }

    public async Task<JsonNode> Post(string path, string json)
    {
        (int status, JsonNode? body, _) = await TryPost(path, json);
        Assert.Equal((200, ""), (status, status == 200 ? "" : body?["detail"]?.GetValue<string>()));
        return body!;
    }

    /// <summary>The status, the body where it is JSON, and its type.</summary>
    public async Task<(int Status, JsonNode? Body, string? Type)> TryPost(string path, string json)
    {
        using StringContent content = new(json, Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await Client.PostAsync(path, content, Token);
        string text = await response.Content.ReadAsStringAsync(Token);
        return ((int)response.StatusCode, text.Length == 0 ? null : JsonNode.Parse(text), response.Content.Headers.ContentType?.MediaType);
    }

    /// <summary>An edit that puts one new instance.</summary>
    public static string Put(int version, string label, Mask mask) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"version":{{version}},"put":[{"class":"{{label}}","mask":{{Rle(mask)}}}]}""");

    public static string Rle(Mask mask) => $$"""{"size":[{{mask.Height}},{{mask.Width}}],"counts":{{JsonValue.Create(mask.ToCompressed()).ToJsonString()}}}""";

    public static Mask ToMask(JsonNode rle) => Mask.FromCompressed(
        rle["size"]![1]!.GetValue<int>(), rle["size"]![0]!.GetValue<int>(), rle["counts"]!.GetValue<string>());

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _server.DisposeAsync();
        _workspace.Dispose();
        _own?.Dispose();
    }

    private static async Task<(LabelWorkspace Workspace, LabelServer Server)> Open(
        DemoModels models, string folder, string output, ServeOptions? options, LabelClass[]? classes)
    {
        string pictures = Path.Combine(folder, "pictures");
        LabelWorkspace workspace = LabelWorkspace.Open(
            output,
            pictures,
            classes ?? [new LabelClass { Name = "cat", Prompts = ["cat"] }, new LabelClass { Name = "dog", Prompts = ["dog"] }],
            PictureFolder.List(pictures, cancellationToken: Token).FileNames);
        return (workspace, await LabelServer.Start(workspace, models.Segmenter, (options ?? new ServeOptions()) with { Port = 0 }, Token));
    }

    private HttpClient NewClient()
    {
        HttpClient client = new() { BaseAddress = new Uri(Url) };
        client.DefaultRequestHeaders.Add("X-Clip-Surgery", "1");
        client.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        return client;
    }
}
