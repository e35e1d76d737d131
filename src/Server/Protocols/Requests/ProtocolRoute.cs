using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ClipSurgery;

/// <summary>
/// What the routes of all protocols have in common: failures become answers, and what is unexpected a line of the log.
/// </summary>
internal static partial class ProtocolRoute
{
    /// <summary>A route that answers by itself, and whose failures are written by its protocol.</summary>
    /// <param name="answer">Answers a request.</param>
    /// <param name="refuse">Writes a problem in the protocol's shape; the status is set already.</param>
    public static RequestDelegate Of(RequestDelegate answer, Func<HttpContext, ProtocolProblem, Task> refuse) => async http =>
    {
        try
        {
            await answer(http);
        }
        catch (Exception error) when (!http.RequestAborted.IsCancellationRequested && !http.Response.HasStarted)
        {
            ProtocolProblem problem = ProtocolProblem.Of(error);
            if (problem.Kind == ProblemKind.Server)
            {
                LogFailure(LogOf(http), http.Request.Path, error);
            }

            http.Response.StatusCode = problem.Status;
            if (problem.Kind == ProblemKind.Busy)
            {
                http.Response.Headers.RetryAfter = ServerBusyException.RetryAfterSeconds.ToString();
            }

            await refuse(http, problem);
        }
    };

    /// <summary>The log of the protocols.</summary>
    public static ILogger LogOf(HttpContext http) =>
        http.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("ClipSurgery.Protocols");

    [LoggerMessage(Level = LogLevel.Error, Message = "{Path} failed.")]
    private static partial void LogFailure(ILogger log, PathString path, Exception error);
}
