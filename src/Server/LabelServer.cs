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
    private readonly PictureFetcher _fetcher;

    private LabelServer(WebApplication application, PictureInference inference, Preparations preparations, PictureFetcher fetcher)
    {
        _application = application;
        _inference = inference;
        _preparations = preparations;
        _fetcher = fetcher;
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
        PictureFetchOptions pictures = new()
        {
            LabelStudio = options.LabelStudio,
            Token = options.LabelStudioToken,
            AllowedHosts = options.AllowedHosts,
            Limits = options.Limits,
        };
        PictureFetcher fetcher = new(pictures);
        ServedRun run = new(
            Path.GetFileName(Path.TrimEndingDirectorySeparator(workspace.PictureFolder)),
            workspace,
            new PictureFiles(workspace, options.Limits),
            inference,
            options.Segmentation,
            options.Models,
            HasMaps: segmenter is TextSegmenter);
        Preparations preparations = new(inference);
        WebApplication application = Build(options, workspace);
        MapLabels(application, run, preparations);
        MapTools(application, run, pictures, fetcher);
        LabelServer server = new(application, inference, preparations, fetcher);
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
        _fetcher.Dispose();
        _inference.Dispose();
    }

    /// <summary>The host, and the guards that every request passes in their order.</summary>
    private static WebApplication Build(ServeOptions options, LabelWorkspace workspace)
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
        builder.Services.AddLogging(logging => logging.AddProvider(new LogLines(options.Log)).SetMinimumLevel(LogLevel.Error).AddFilter("Microsoft.Extensions.Hosting", LogLevel.None));
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

        return application;
    }

    /// <summary>What the page asks.</summary>
    private static void MapLabels(WebApplication application, ServedRun run, Preparations preparations)
    {
        RouteGroupBuilder api = application.MapGroup("/api/v1").WithTags("Labels");
        RunRoutes.Map(api, run);
        PictureRoutes.Map(api, run);
        QuestionRoutes.Map(api, run, preparations);
        ImageRoutes.Map(api, run);
        ExportRoutes.Map(api, run);
        application.MapOpenApi();
        application.MapGet("/ready", () => TypedResults.Ok(new ReadyAnswer("ready"))).ExcludeFromDescription();
        PageRoutes.Map(application);
    }

    /// <summary>What annotation tools ask, each in its own words.</summary>
    private static void MapTools(WebApplication application, ServedRun run, PictureFetchOptions pictures, PictureFetcher fetcher)
    {
        RouteGroupBuilder tools = application.MapGroup("").ExcludeFromDescription();
        ProtocolContext context = new(run.Inference, new LabelSet { Classes = run.Workspace.Classes }, run.Models, run.Options);
        HealthRoute.Map(tools);
        XAnyLabelingProtocol.Map(tools, context);
        LabelStudioProtocol.Map(tools, context, pictures, fetcher);
        CvatProtocol.Map(tools, context);
        QuPathProtocol.Map(tools, context);
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
