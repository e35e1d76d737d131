using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace ClipSurgery;

/// <summary>
/// Turns whatever goes wrong into problem details (RFC 9457): one sentence for a person, without a path of this machine or a stack trace.
/// </summary>
/// <param name="folders">Folders of this machine, which no answer names.</param>
/// <param name="log">Told of what nobody foresaw.</param>
internal sealed class ProblemAnswers(IReadOnlyList<string> folders, Action<string> log)
{
    private const int ClientClosedRequest = 499;

    public async Task Handle(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context).ConfigureAwait(false);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            context.Response.StatusCode = ClientClosedRequest;
        }
        catch (Exception error) when (!context.Response.HasStarted)
        {
            await Answer(context, Describe(error)).ConfigureAwait(false);
        }
    }

    /// <summary>Writes an answer.</summary>
    public static Task Answer(HttpContext context, ProblemDetails problem)
    {
        context.Response.StatusCode = problem.Status!.Value;
        if (problem.Status == StatusCodes.Status503ServiceUnavailable)
        {
            context.Response.Headers.RetryAfter = $"{ServerBusyException.RetryAfterSeconds}";
        }

        return context.Response.WriteAsJsonAsync(problem, ApiJson.Readable.ProblemDetails, "application/problem+json", CancellationToken.None);
    }

    /// <summary>The details of a problem.</summary>
    public static ProblemDetails Of(int status, string title, string detail) => new() { Status = status, Title = title, Detail = detail };

    private static ProblemDetails Of(ProblemException problem) => Of(problem.Status, problem.Title, problem.Message);

    private ProblemDetails Describe(Exception error)
    {
        switch (error)
        {
            case ProblemException problem:
                return Of(problem);
            case ServerBusyException:
                return Of(StatusCodes.Status503ServiceUnavailable, "Too many requests at once", error.Message);
            case EditConflictException conflict:
                ProblemDetails details = Of(StatusCodes.Status409Conflict, "Somebody else edited this picture", error.Message);
                details.Extensions["picture"] = JsonSerializer.SerializeToElement(
                    PictureAnswer.Of(conflict.Current), ApiJson.Readable.PictureAnswer);
                return details;
            case ClipSurgeryException { InnerException: { } cause } when WriteProblem.IsDiskFull(cause):
                return Of(
                    StatusCodes.Status507InsufficientStorage,
                    "The disk is full",
                    "There is no room on the server's disk, and nothing of this was kept: make room, and send it again.");
            case ClipSurgeryException:
                return Of(ProblemException.Invalid(WithoutPaths(error.Message)));
            case BadHttpRequestException bad:
                return Of(bad.StatusCode, "The request cannot be read", bad.InnerException is JsonException
                    ? "The body is not the JSON that was expected; see /openapi/v1.json."
                    : WithoutPaths(bad.Message));
            case ArgumentException argument:
                return Of(ProblemException.Invalid(WithoutPaths(ProtocolProblem.MessageOf(argument))));
            default:
                log($"{error.GetType().Name}: {error.Message}");
                return Of(StatusCodes.Status500InternalServerError, "Something went wrong", "The server could not do this; its log says why.");
        }
    }

    private string WithoutPaths(string message) => LocalPaths.Hide(message, folders);
}
