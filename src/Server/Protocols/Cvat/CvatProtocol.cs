using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace ClipSurgery;

/// <summary>
/// The three routes of Nuclio's dashboard that CVAT Community calls, without Nuclio: what functions there are, what one is, and
/// calling it. CVAT calls them with <c>CVAT_NUCLIO_INVOKE_METHOD=dashboard</c>; the other method, direct calls, is left out.
/// </summary>
internal static partial class CvatProtocol
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60);

    /// <summary>Maps the routes.</summary>
    public static void Map(IEndpointRouteBuilder routes, ProtocolContext context)
    {
        routes.MapGet("/api/functions", ProtocolRoute.Of(http => List(http, context), Refuse));
        routes.MapGet("/api/functions/{name}", ProtocolRoute.Of(http => Show(http, context), Refuse));
        routes.MapPost("/api/function_invocations", ProtocolRoute.Of(http => Invoke(http, context), Refuse));
    }

    private static Task List(HttpContext http, ProtocolContext context) => http.Response.WriteAsJsonAsync(
        CvatFunctions.All(context, http.Connection.LocalPort),
        CvatJson.Default.IReadOnlyDictionaryStringCvatFunction,
        cancellationToken: http.RequestAborted);

    private static Task Show(HttpContext http, ProtocolContext context) => http.Response.WriteAsJsonAsync(
        FunctionOf((string)http.Request.RouteValues["name"]!, http, context),
        CvatJson.Default.CvatFunction,
        cancellationToken: http.RequestAborted);

    private static Task Invoke(HttpContext http, ProtocolContext context)
    {
        CvatFunction function = FunctionOf(http.Request.Headers["x-nuclio-function-name"].ToString(), http, context);
        return function.Metadata.Name == CvatFunctions.Detector ? Detect(http, context) : Interact(http, context);
    }

    /// <summary>
    /// One frame of a job. Any HTTP error would end the whole job, and what was found so far would be lost: a frame that cannot
    /// be read is a line of the log and has no objects.
    /// </summary>
    private static async Task Detect(HttpContext http, ProtocolContext context)
    {
        CvatFrame frame = await JsonBody.Read(http, CvatJson.Default.CvatFrame);
        IReadOnlyList<Instance> found = [];
        try
        {
            double? presence = ToolLimits.Share("threshold", frame.Threshold);
            AskedLabels asked = AskedLabels.OfClasses(context.Labels, _ => true);
            found = await Patiently(
                () => context.Inference.Ask(
                    frame.Image, (picture, token) => asked.Find(picture.Encoded, context.Options, presence, token), http.RequestAborted),
                http.RequestAborted);
        }
        catch (Exception error) when (!ProtocolProblem.Of(error).IsPassing)
        {
            LogFrame(ProtocolRoute.LogOf(http), error.Message, ProtocolProblem.Of(error).Kind == ProblemKind.Server ? error : null);
        }

        await CvatAnswer.WriteObjects(http, found);
    }

    private static async Task Interact(HttpContext http, ProtocolContext context)
    {
        CvatPrompt prompt = await JsonBody.Read(http, CvatJson.Default.CvatPrompt);
        IReadOnlyList<double[]> positive = Entries.Of("pos_points", prompt.PosPoints);
        IReadOnlyList<double[]> negative = Entries.Of("neg_points", prompt.NegPoints);
        IReadOnlyList<double[]> corners = Entries.Of("obj_bbox", prompt.ObjBbox);
        ToolLimits.CheckPrompts(positive.Count + negative.Count);
        if (positive.Concat(negative).Concat(corners).Any(point => point.Length != 2) || corners.Count is not (0 or 2))
        {
            throw new ArgumentException("A point has two numbers, and a box two points; expected [x, y] and [[x, y], [x, y]].");
        }

        Mask mask = await context.Inference.Ask(
            prompt.Image,
            (picture, token) =>
            {
                PromptSpace space = PromptSpace.Of(picture.Encoded);
                IReadOnlyList<Instance> found = PointedObjects.Find(
                    picture.Encoded,
                    HandPrompts.UnnamedObject,
                    [
                        .. positive.Select(at => space.Point(at[0], at[1], isPositive: true)),
                        .. negative.Select(at => space.Point(at[0], at[1], isPositive: false)),
                    ],
                    corners.Count == 0 ? [] : [space.Box(corners[0][0], corners[0][1], corners[1][0], corners[1][1])],
                    token);
                return found.Count > 0 ? found[0].Mask : Mask.FromPolygons(picture.Encoded.Width, picture.Encoded.Height, []);
            },
            http.RequestAborted);
        await CvatAnswer.WriteMask(http, mask);
    }

    /// <summary>Tries again while the server is busy: a job has time, and would end.</summary>
    private static async Task<T> Patiently<T>(Func<Task<T>> ask, CancellationToken cancellationToken)
    {
        long start = Environment.TickCount64;
        while (true)
        {
            try
            {
                return await ask();
            }
            catch (ServerBusyException) when (Environment.TickCount64 - start < LongestWait.TotalMilliseconds)
            {
                await Task.Delay(TimeSpan.FromSeconds(ServerBusyException.RetryAfterSeconds), cancellationToken);
            }
        }
    }

    private static CvatFunction FunctionOf(string name, HttpContext http, ProtocolContext context) =>
        CvatFunctions.All(context, http.Connection.LocalPort).TryGetValue(name, out CvatFunction? function)
            ? function
            : throw new RefusedRequestException(
                StatusCodes.Status404NotFound,
                $"There is no function \"{QuotedText.Short(name)}\"; expected one of those of /api/functions.");

    private static Task Refuse(HttpContext http, ProtocolProblem problem) =>
        http.Response.WriteAsJsonAsync(new CvatFailure(problem.Message), CvatJson.Default.CvatFailure);

    [LoggerMessage(Level = LogLevel.Error, Message = "CVAT: a frame has no objects, because it failed. {Message}")]
    private static partial void LogFrame(ILogger log, string message, Exception? fault);
}
