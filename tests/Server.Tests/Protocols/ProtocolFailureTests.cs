using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace ClipSurgery.Tests;

/// <summary>What each protocol answers while the server is busy, and when it fails: in its own shape, and without a path.</summary>
public sealed class ProtocolFailureTests : IAsyncLifetime
{
    private static readonly string Picture = ProtocolHost.CatsBase64;

    /// <summary>A request that needs the models, for each protocol, and the member in which it has its message.</summary>
    private static readonly (string Address, string Body, string[] Message, string[] BusyMessage)[] Requests =
    [
        ("/v1/predict", $$$"""{"model": "clip-surgery", "image": "{{{Picture}}}", "params": {"text_prompt": "cat"}}""", ["error", "message"], ["detail"]),
        (
            "/predict",
            $$$"""
            {"tasks": [{"id": 1, "data": {"image": "data:image/jpeg;base64,{{{Picture}}}"}}],
             "label_config": "<View><Image name='i' value='$image'/><BrushLabels name='b' toName='i'><Label value='cat'/></BrushLabels></View>"}
            """,
            ["error"], ["error"]
        ),
        ("/api/function_invocations", $$"""{"image": "{{Picture}}", "pos_points": [[5, 5]]}""", ["error"], ["error"]),
        ("/sam/sam3/", $$"""{"b64img": "{{Picture}}", "text_prompt": "cat"}""", ["detail"], ["detail"]),
    ];

    private readonly StubSegmenter _stub = new();
    private readonly LogLines _log = new();
    private readonly PictureInference _inference;
    private readonly PictureFetcher _fetcher = new(new PictureFetchOptions());
    private readonly WebApplication _app;

    public ProtocolFailureTests()
    {
        _inference = new PictureInference(_stub, new DecodedPictures(new ImageLimits(), 1 << 28), new InferenceSettings { MostWaiting = 0 });
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddProvider(_log);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        ProtocolContext context = new(_inference, new LabelSet { Classes = [] }, "stub", new SegmentOptions());
        XAnyLabelingProtocol.Map(_app, context);
        LabelStudioProtocol.Map(_app, context, new PictureFetchOptions(), _fetcher);
        CvatProtocol.Map(_app, context);
        QuPathProtocol.Map(_app, context);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await _app.StartAsync(Token);

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _fetcher.Dispose();
        _inference.Dispose();
    }

    [Fact]
    public async Task A_busy_server_says_when_to_come_again()
    {
        using SemaphoreSlim entered = new(0);
        using ManualResetEventSlim release = new();
        _stub.Failure = () =>
        {
            entered.Release();
            release.Wait(TimeSpan.FromSeconds(30), Token);
            return new ClipSurgeryException("done");
        };
        Task<JsonNode> running = Answer(Requests[0], HttpStatusCode.BadRequest, isBusy: false);
        await entered.WaitAsync(Token);

        foreach (var request in Requests)
        {
            JsonNode message = await Answer(request, HttpStatusCode.ServiceUnavailable, isBusy: true);
            Assert.Equal("The server has more requests than it can answer; try again in a few seconds.", (string?)message);
        }

        release.Set();
        Assert.Equal("done", (string?)await running);
    }

    [Fact]
    public async Task What_the_models_say_is_told_without_where_they_lie()
    {
        _stub.Failure = () => new ClipSurgeryException("/home/somebody/models/sam/decoder.onnx is no ONNX; expected one. Pull it again.");
        foreach (var request in Requests)
        {
            Assert.Equal("decoder.onnx is no ONNX; expected one. Pull it again.", (string?)await Answer(request, HttpStatusCode.BadRequest, isBusy: false));
        }
    }

    [Fact]
    public async Task A_fault_is_a_line_of_the_log_and_no_answer()
    {
        _stub.Failure = () => new InvalidOperationException("secret /home/somebody");
        foreach (var request in Requests)
        {
            Assert.Equal(
                "The server failed to answer; its log says why.", (string?)await Answer(request, HttpStatusCode.InternalServerError, isBusy: false));
        }

        Assert.Equal(Requests.Select(request => $"{request.Address} failed."), _log.All);
    }

    [Theory]
    [InlineData("/home/x/a.onnx: bad", "a.onnx: bad")]
    [InlineData("Cannot read '/var/lib/models/'.", "Cannot read ''.")]
    [InlineData(@"C:\Users\x\a.onnx is bad", "a.onnx is bad")]
    [InlineData(@"\\server\share\a.onnx is bad", "a.onnx is bad")]
    [InlineData("expected 3/4 or models/a.onnx, http://x/y/z, 10/20/30", "expected 3/4 or models/a.onnx, http://x/y/z, 10/20/30")]
    public void Paths_lose_their_folders_and_nothing_else_does(string message, string expected) => Assert.Equal(expected, LocalPaths.Hide(message));

    [Fact]
    public void Known_folders_are_hidden_whole_whatever_their_names_are()
    {
        string pictures = Path.Combine("/data", "my pictures");
        string message = $"{Path.Combine(pictures, "cats", "a.jpg")} is bad; look into {pictures}, or read /etc/x/y.";

        Assert.Equal($"{Path.Combine("cats", "a.jpg")} is bad; look into …, or read y.", LocalPaths.Hide(message, pictures));
    }

    [Theory]
    [InlineData("application/json", true)]
    [InlineData("*/*", true)]
    [InlineData("", true)]
    [InlineData("text/html,application/xhtml+xml,*/*;q=0.8", false)]
    [InlineData("text/css", false)]
    public void The_page_is_for_browsers_and_the_status_for_tools(string accept, bool asksForJson)
    {
        Microsoft.AspNetCore.Http.DefaultHttpContext http = new();
        http.Request.Headers.Accept = accept;

        Assert.Equal(asksForJson, HealthRoute.AsksForJson(http.Request));
    }

    private async Task<JsonNode> Answer(
        (string Address, string Body, string[] Message, string[] BusyMessage) request, HttpStatusCode expected, bool isBusy)
    {
        using HttpClient client = new() { BaseAddress = new Uri(_app.Urls.Single()) };
        using StringContent body = new(request.Body, Encoding.UTF8, "application/json");
        body.Headers.Add("x-nuclio-function-name", "clip-surgery-points");
        using HttpResponseMessage response = await client.PostAsync(request.Address, body, Token);
        Assert.Equal(expected, response.StatusCode);
        Assert.Equal(isBusy ? TimeSpan.FromSeconds(2) : null, response.Headers.RetryAfter?.Delta);
        JsonNode answer = JsonNode.Parse(await response.Content.ReadAsStringAsync(Token))!;
        return (isBusy ? request.BusyMessage : request.Message).Aggregate(answer, (node, member) => node[member]!);
    }

    /// <summary>Fails when a picture is encoded.</summary>
    private sealed class StubSegmenter : ITextSegmenter
    {
        public Func<Exception> Failure { get; set; } = () => new NotSupportedException();

        public double DefaultPresence => 0.15;

        public LabelledImage Segment(
            RgbImage image, IReadOnlyList<string> texts, SegmentOptions? options = null, CancellationToken cancellationToken = default) =>
            throw Failure();

        public LabelledImage SegmentLabels(
            RgbImage image, IReadOnlyList<TextLabel> labels, SegmentOptions? options = null, CancellationToken cancellationToken = default) =>
            throw Failure();

        public IEncodedPicture Encode(RgbImage image, CancellationToken cancellationToken = default) => throw Failure();
    }
}
