using System.Net;
using System.Net.Sockets;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ClipSurgery;

/// <summary>A web server on which people correct labels, and which annotation tools ask for masks.</summary>
public sealed class LabelServer : IAsyncDisposable
{
    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan HeaderTime = TimeSpan.FromSeconds(10);

    private readonly WebApplication _application;
    private readonly PictureInference _inference;
    private readonly Preparations _preparations;

    private LabelServer(WebApplication application, PictureInference inference, Preparations preparations)
    {
        _application = application;
        _inference = inference;
        _preparations = preparations;
    }

    /// <summary>Where it is reached, such as <c>http://127.0.0.1:8000</c>.</summary>
    public string Url => _application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    /// <summary>Starts a server.</summary>
    /// <param name="workspace">The labels, which stay their owner's.</param>
    /// <param name="segmenter">The models, which stay their owner's.</param>
    /// <param name="options">How it is reached.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <exception cref="ClipSurgeryException">
    /// The port is in use or may not be opened, or another address than the loopback has no key.
    /// </exception>
    public static async Task<LabelServer> Start(
        LabelWorkspace workspace, ITextSegmenter segmenter, ServeOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        ArgumentNullException.ThrowIfNull(segmenter);
        ArgumentNullException.ThrowIfNull(options);
        if (!IPAddress.IsLoopback(options.Address) && string.IsNullOrEmpty(options.Key))
        {
            throw new ClipSurgeryException(
                $"{options.Address} is reached by other machines, so a key is needed: give --key, or CLIPSURGERY_KEY in the environment.");
        }

        InferenceSettings settings = new();
        PictureInference inference = new(segmenter, new DecodedPictures(options.Limits, settings.MostPixelBytes), settings);
        LabelServer server = new(Build(workspace, segmenter, inference, options, out Preparations preparations), inference, preparations);
        try
        {
            await server._application.StartAsync(cancellationToken).ConfigureAwait(false);
            return server;
        }
        catch (Exception error) when (error is IOException or SocketException)
        {
            await server.DisposeAsync().ConfigureAwait(false);
            throw new ClipSurgeryException(
                $"{options.Address}:{options.Port} cannot be opened ({error.Message.TrimEnd('.')}); give another port with --port, or 0 for any.", error);
        }
    }

    /// <summary>Stops it: requests in hand are ended.</summary>
    public async ValueTask DisposeAsync()
    {
        _preparations.Dispose();
        using (CancellationTokenSource patience = new(StopTime))
        {
            await _application.StopAsync(patience.Token).ConfigureAwait(false);
        }

        await _application.DisposeAsync().ConfigureAwait(false);
        _inference.Dispose();
    }

    private static WebApplication Build(
        LabelWorkspace workspace, ITextSegmenter segmenter, PictureInference inference, ServeOptions options, out Preparations preparations)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Limit(kestrel, options));
        builder.Services.AddRoutingCore();
        builder.Services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        builder.Services.AddOpenApi(api => api.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new() { Title = "ClipSurgery", Version = "v1", Description = "Labels of pictures, corrected by hand." };
            return Task.CompletedTask;
        }));
        builder.Services.AddLogging(logging => logging.AddProvider(new LogLines(options.Log)).SetMinimumLevel(LogLevel.Error));
        builder.Services.AddSingleton<IHostLifetime, OwnLifetime>();
        builder.Services.ConfigureHttpJsonOptions(json => Describe(json.SerializerOptions));
        builder.Services.AddCors(cors => cors.AddDefaultPolicy(policy => policy.WithOrigins([.. options.Origins]).AllowAnyHeader().AllowAnyMethod()));
        WebApplication application = builder.Build();

        application.Use(new ProblemAnswers([Path.GetFullPath(workspace.Output), workspace.Output, workspace.PictureFolder], options.Log).Handle);
        application.Use(new HostGuard(hasKey: !string.IsNullOrEmpty(options.Key)).Handle);
        application.Use(new OriginGuard(options.Origins).Handle);
        if (options.Origins.Count > 0)
        {
            application.UseCors();
        }

        if (!string.IsNullOrEmpty(options.Key))
        {
            application.Use(new KeyGuard(options.Key).Handle);
        }

        ServedRun run = new(
            Path.GetFileName(Path.TrimEndingDirectorySeparator(workspace.PictureFolder)),
            workspace,
            new PictureFiles(workspace, options.Limits),
            inference,
            options.Segmentation,
            options.Models,
            HasMaps: segmenter is TextSegmenter);
        preparations = new Preparations(inference);
        RouteGroupBuilder api = application.MapGroup("/api/v1").WithTags("Labels");
        RunRoutes.Map(api, run);
        PictureRoutes.Map(api, run);
        QuestionRoutes.Map(api, run, preparations);
        ImageRoutes.Map(api, run);
        ExportRoutes.Map(api, run);
        application.MapOpenApi();
        application.MapGet("/ready", () => TypedResults.Ok(new ReadyAnswer("ready"))).ExcludeFromDescription();
        PageRoutes.Map(application);
        return application;
    }

    /// <summary>Bounds on connections, headers and bodies; a body that comes too slowly is cut off by Kestrel's own rate.</summary>
    private static void Limit(KestrelServerOptions kestrel, ServeOptions options)
    {
        kestrel.AddServerHeader = false;
        kestrel.Listen(options.Address, options.Port);
        kestrel.Limits.MaxRequestBodySize = RequestLimits.BodyBytes;
        kestrel.Limits.MaxConcurrentConnections = RequestLimits.Connections;
        kestrel.Limits.MaxRequestHeadersTotalSize = RequestLimits.HeaderBytes;
        kestrel.Limits.RequestHeadersTimeout = HeaderTime;
    }

    private static void Describe(JsonSerializerOptions json)
    {
        json.TypeInfoResolverChain.Insert(0, ApiJson.Default);
        json.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        json.NumberHandling = JsonNumberHandling.Strict;
        json.MaxDepth = RequestLimits.JsonDepth;
        json.RespectNullableAnnotations = true;
        json.RespectRequiredConstructorParameters = true;
        json.Converters.Add(new JsonStringEnumConverter<PictureState>());
        json.Converters.Add(new JsonStringEnumConverter<LabelSource>());
    }

    /// <summary>Signals are the program's matter.</summary>
    private sealed class OwnLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    /// <summary>What ASP.NET itself finds wrong, a line each.</summary>
    private sealed class LogLines(Action<string> log) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                log(formatter(state, exception) + (exception is null ? "" : $" {exception.GetType().Name}: {exception.Message}"));
            }
        }

        public void Dispose()
        {
        }
    }
}
