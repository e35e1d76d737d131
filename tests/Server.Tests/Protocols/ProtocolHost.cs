using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace ClipSurgery.Tests;

/// <summary>One server for all protocol tests, so that the demo models are loaded once.</summary>
[CollectionDefinition(nameof(ProtocolHost))]
public sealed class SharedProtocolHost : ICollectionFixture<ProtocolHost>;

/// <summary>
/// A small Kestrel host on a free port with the demo models and all protocols: with two classes, and below <c>/bare</c> without any.
/// </summary>
public sealed class ProtocolHost : IAsyncLifetime
{
    /// <summary>Three cats, of which the models find two, and no dog.</summary>
    public const string Cats = "0117.jpg";

    private readonly DemoSegmenter _demo = new();
    private readonly SamModel _sam = SamModel.Load(TestData.Model("sam", "emoji"));
    private readonly PictureInference _inference;
    private readonly WebApplication _app;
    private readonly List<PictureFetcher> _fetchers = [];
    private HttpClient? _client;

    public ProtocolHost()
    {
        _inference = new PictureInference(
            new TextSegmenter(_demo.Clip, _sam), new DecodedPictures(new ImageLimits { MaxPixels = 4_000_000 }, 1 << 28), new InferenceSettings());
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddProvider(Log);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.Limits.MaxRequestBodySize = 8 << 20;
        });
        _app = builder.Build();
    }

    /// <summary>The Label Studio from which the server may fetch; the one below <c>/bare</c> may not.</summary>
    internal FakeLabelStudio LabelStudio { get; } = new();

    /// <summary>What the server wrote into its log.</summary>
    internal LogLines Log { get; } = new();

    /// <summary>The picture file of <see cref="Cats"/>.</summary>
    public static byte[] CatsFile { get; } =
        File.ReadAllBytes(Path.Combine(TestData.Root, "bench", "data", "emoji-dev", "images", Cats));

    /// <summary>The same in base64.</summary>
    public static string CatsBase64 { get; } = Convert.ToBase64String(CatsFile);

    /// <summary>The picture as the library sees it, for what it answers itself.</summary>
    public IEncodedPicture Picture => field ??= _demo.Encode(DemoSegmenter.Scene(Cats));

    /// <summary>The cats that the library finds.</summary>
    public IReadOnlyList<Instance> FoundCats => field ??= Picture.SegmentLabels([new TextLabel("cat")], null, Token).Instances;

    /// <summary>The client.</summary>
    public HttpClient Client => _client!;

    public async ValueTask InitializeAsync()
    {
        await LabelStudio.Start();
        LabelSet classes = new()
        {
            Classes = [new LabelClass { Name = "Cat", Prompts = ["cat"] }, new LabelClass { Name = "dog", Prompts = ["dog"] }],
        };
        Map(_app, classes, new PictureFetchOptions { LabelStudio = LabelStudio.Address });
        Map(_app.MapGroup("/bare"), new LabelSet { Classes = [] }, new PictureFetchOptions());
        await _app.StartAsync(Token);
        _client = new HttpClient { BaseAddress = new Uri(_app.Urls.Single()) };
    }

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        await _app.DisposeAsync();
        await LabelStudio.DisposeAsync();
        _fetchers.ForEach(fetcher => fetcher.Dispose());
        _inference.Dispose();
        Picture.Dispose();
        _sam.Dispose();
        _demo.Dispose();
    }

    /// <summary>The best mask of a prompt, as the library gives it.</summary>
    public Mask Best(MaskPrompt prompt) =>
        Picture.Predict(prompt, Token).MaxBy(candidate => candidate.PredictedIou)!.ToMask();

    /// <summary>The middle of a cat that was found.</summary>
    public (int X, int Y) MiddleOf(int cat)
    {
        BoxXywh box = FoundCats[cat].Mask.Bounds;
        return ((int)(box.X + (box.Width / 2)), (int)(box.Y + (box.Height / 2)));
    }

    /// <summary>Posts JSON and returns the answer's, which has to have a status.</summary>
    public async Task<JsonNode> Post(string address, JsonNode body, HttpStatusCode expected = HttpStatusCode.OK)
    {
        (HttpStatusCode status, string answer) = await PostText(address, body.ToJsonString());
        Assert.True(status == expected, $"{(int)status}: {answer[..Math.Min(answer.Length, 400)]}");
        return JsonNode.Parse(answer)!;
    }

    /// <summary>Posts a text that claims to be JSON.</summary>
    public async Task<(HttpStatusCode Status, string Answer)> PostText(string address, string body, params (string Name, string Value)[] headers)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, address)
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        foreach ((string name, string value) in headers)
        {
            request.Headers.Add(name, value);
        }

        using HttpResponseMessage response = await Client.SendAsync(request, Token);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Token));
    }

    /// <summary>Gets JSON.</summary>
    public async Task<JsonNode> Get(string address) => JsonNode.Parse(await Client.GetStringAsync(address, Token))!;

    /// <summary>Compares JSON member by member, with the difference in the message.</summary>
    public static void AssertJson(string expected, JsonNode actual) =>
        Assert.Equal(JsonNode.Parse(expected)!.ToJsonString(), actual.ToJsonString());

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private void Map(IEndpointRouteBuilder routes, LabelSet labels, PictureFetchOptions pictures)
    {
        PictureFetcher fetcher = new(pictures);
        _fetchers.Add(fetcher);
        ProtocolContext context = new(_inference, labels, "demo", new SegmentOptions());
        HealthRoute.Map(routes);
        XAnyLabelingProtocol.Map(routes, context);
        LabelStudioProtocol.Map(routes, context, pictures, fetcher);
        CvatProtocol.Map(routes, context);
        QuPathProtocol.Map(routes, context);
    }
}
