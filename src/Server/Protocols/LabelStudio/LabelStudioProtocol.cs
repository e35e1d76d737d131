using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace ClipSurgery;

/// <summary>
/// A backend of Label Studio: tasks are labelled by the interface's own labels, and by what is clicked, drawn and typed.
/// <c>/health</c> is in <see cref="HealthRoute"/>, which answers <c>/</c> as well where JSON is asked for. What old versions call
/// besides (<c>/validate</c>, <c>/train</c> and others) is not there, and they take 404 for an answer.
/// </summary>
internal static partial class LabelStudioProtocol
{
    private static readonly string[] Events = ["ANNOTATION_CREATED", "ANNOTATION_UPDATED", "ANNOTATION_DELETED", "START_TRAINING"];

    /// <summary>Maps the routes.</summary>
    /// <param name="routes">The server.</param>
    /// <param name="context">What answers.</param>
    /// <param name="options">Where pictures may come from; the fetcher was made of the same.</param>
    /// <param name="fetcher">Fetches pictures; stays its owner's.</param>
    public static void Map(IEndpointRouteBuilder routes, ProtocolContext context, PictureFetchOptions options, PictureFetcher fetcher)
    {
        LabelStudioTokens tokens = new(options);
        routes.MapPost("/setup", ProtocolRoute.Of(http => SetUp(http, context, tokens), Refuse));
        routes.MapPost("/predict", ProtocolRoute.Of(http => Predict(http, context, tokens, fetcher), Refuse));
        routes.MapPost("/webhook", ProtocolRoute.Of(TakeEvent, Refuse));
        routes.MapGet("/metrics", http =>
            http.Response.WriteAsJsonAsync(new LabelStudioMetrics(), LabelStudioJson.Default.LabelStudioMetrics));
    }

    /// <summary>What Label Studio lists predictions by: it changes with the models, and with what computes with them.</summary>
    public static string VersionOf(ProtocolContext context)
    {
        Version version = typeof(LabelStudioProtocol).Assembly.GetName().Version!;
        return $"clip-surgery-{version.ToString(3)}-{context.Models}";
    }

    /// <summary>Answers at once: Label Studio waits three seconds.</summary>
    private static async Task SetUp(HttpContext http, ProtocolContext context, LabelStudioTokens tokens)
    {
        LabelStudioSetup setup = await JsonBody.Read(http, LabelStudioJson.Default.LabelStudioSetup);
        if (!string.IsNullOrWhiteSpace(setup.Schema))
        {
            LabelConfig.Check(setup.Schema);
        }

        if (!tokens.Accept(setup))
        {
            LogOtherHost(ProtocolRoute.LogOf(http), QuotedText.Short(setup.Hostname!));
        }

        await http.Response.WriteAsJsonAsync(new LabelStudioReady(VersionOf(context)), LabelStudioJson.Default.LabelStudioReady);
    }

    /// <summary>
    /// A prediction a task. Of several tasks one that fails has no regions, and a line of the log: the others are not to suffer
    /// from it. Where none is left the request fails, so that a person who waits for an answer gets the reason.
    /// </summary>
    private static async Task Predict(HttpContext http, ProtocolContext context, LabelStudioTokens tokens, PictureFetcher fetcher)
    {
        LabelStudioRequest request = await JsonBody.Read(http, LabelStudioJson.Default.LabelStudioRequest);
        IReadOnlyList<LabelStudioTask> tasks = Entries.Of("tasks", request.Tasks);
        if (tasks.Count > ToolLimits.MostTasks)
        {
            throw new ArgumentException(
                $"The request has {tasks.Count} tasks; at most {ToolLimits.MostTasks} are taken. Choose fewer at a time.");
        }

        LabelConfig config = LabelConfig.Read(request.LabelConfig);
        LabelStudioQuestion question = new(config, request.Params?.Context, context.Labels);
        string version = VersionOf(context);
        List<LabelStudioPrediction> results = [];
        int failed = 0;
        foreach (LabelStudioTask task in tasks)
        {
            try
            {
                PictureFile picture = await PictureOf(task, config, tokens, fetcher, http.RequestAborted);
                IReadOnlyList<Instance> found = await context.Inference.Ask(
                    picture, (open, token) => question.Ask(open.Encoded, context.Options, token), http.RequestAborted);
                IReadOnlyList<LabelStudioRegion> regions = LabelStudioRegions.Of(config, task.Name, found);
                double score = regions.Select(region => region.Score).DefaultIfEmpty().Min();
                results.Add(new LabelStudioPrediction(version, score, regions));
            }
            catch (Exception error) when (!ProtocolProblem.Of(error).IsPassing && ++failed < tasks.Count)
            {
                Exception? fault = ProtocolProblem.Of(error).Kind == ProblemKind.Server ? error : null;
                LogTask(ProtocolRoute.LogOf(http), QuotedText.Short(task.Name), error.Message, fault);
                results.Add(new LabelStudioPrediction(version, 0, []));
            }
        }

        await http.Response.WriteAsJsonAsync(
            new LabelStudioAnswer(results, version), LabelStudioJson.Default.LabelStudioAnswer, cancellationToken: http.RequestAborted);
    }

    private static async Task<PictureFile> PictureOf(
        LabelStudioTask task, LabelConfig config, LabelStudioTokens tokens, PictureFetcher fetcher, CancellationToken cancellationToken)
    {
        string address = task.Data.TryGetValue(config.DataKey, out JsonElement data) && TextOf(data) is { } text
            ? text
            : throw new ClipSurgeryException(
                $"A task has no \"{QuotedText.Short(config.DataKey)}\" in its data; expected the picture's address.");
        return InlinePicture.IsDataAddress(address)
            ? InlinePicture.Decode(address)
            : await fetcher.Fetch(address, tokens.Current, cancellationToken);
    }

    /// <summary>A text; null for what is none, be it another value or half a character.</summary>
    private static string? TextOf(JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Nothing is learned from annotations; an event is only taken note of.</summary>
    private static async Task TakeEvent(HttpContext http)
    {
        LabelStudioEvent happened = await JsonBody.Read(http, LabelStudioJson.Default.LabelStudioEvent);
        bool isKnown = Events.Contains(happened.Action);
        http.Response.StatusCode = isKnown ? StatusCodes.Status201Created : StatusCodes.Status200OK;
        await http.Response.WriteAsJsonAsync(
            isKnown ? new LabelStudioEventAnswer("ok", "nothing to learn") : new LabelStudioEventAnswer("Unknown event"),
            LabelStudioJson.Default.LabelStudioEventAnswer);
    }

    private static Task Refuse(HttpContext http, ProtocolProblem problem) =>
        http.Response.WriteAsJsonAsync(new LabelStudioFailure(problem.Message), LabelStudioJson.Default.LabelStudioFailure);

    [LoggerMessage(Level = LogLevel.Error, Message = "Label Studio: task {Task} has no prediction, because it failed. {Reason}")]
    private static partial void LogTask(ILogger log, string task, string reason, Exception? fault);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "Label Studio says that it is at {Host}, which is not where pictures may come from; start the server with " +
            "--label-studio URL if it is.")]
    private static partial void LogOtherHost(ILogger log, string host);
}
