using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace ClipSurgery;

/// <summary>What a client is told of a failure; each protocol writes it in its own shape.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Kind">Whose fault it is.</param>
/// <param name="Message">One line for a person, without a path of this machine.</param>
internal sealed record ProtocolProblem(int Status, ProblemKind Kind, string Message)
{
    /// <summary>
    /// Whether the next request may do better although nothing of it is different: it says nothing about what was asked.
    /// </summary>
    public bool IsPassing => Kind == ProblemKind.Busy;

    private const string Unexpected = "The server failed to answer; its log says why.";

    /// <summary>The one mapping from exceptions to answers.</summary>
    public static ProtocolProblem Of(Exception error) => error switch
    {
        ServerBusyException => new(StatusCodes.Status503ServiceUnavailable, ProblemKind.Busy, error.Message),
        RefusedRequestException refused => new(refused.Status, ProblemKind.Request, error.Message),
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => new(
            StatusCodes.Status413PayloadTooLarge, ProblemKind.Request, "The request is larger than this server takes."),
        BadHttpRequestException bad => new(bad.StatusCode, ProblemKind.Request, "The request did not arrive whole."),
        JsonException json => new(
            StatusCodes.Status400BadRequest,
            ProblemKind.Request,
            $"The request is not the JSON that is expected here; look at {QuotedText.Short(json.Path ?? "$")}."),
        ClipSurgeryException => new(StatusCodes.Status400BadRequest, ProblemKind.Picture, LocalPaths.Hide(error.Message)),
        ArgumentException argument when IsOfPrompts(argument) => new(
            StatusCodes.Status400BadRequest, ProblemKind.Request, LocalPaths.Hide(MessageOf(argument))),
        OperationCanceledException => new(
            StatusCodes.Status503ServiceUnavailable, ProblemKind.Busy, "The server is being stopped; try again in a few seconds."),
        _ => new(StatusCodes.Status500InternalServerError, ProblemKind.Server, Unexpected),
    };

    /// <summary>
    /// What the library refuses to be asked; its more special kinds (null, out of range) are mistakes of this server.
    /// </summary>
    private static bool IsOfPrompts(ArgumentException error) => error.GetType() == typeof(ArgumentException);

    /// <summary>The message without the name of a parameter, which .NET writes behind it.</summary>
    public static string MessageOf(ArgumentException error)
    {
        int end = error.ParamName is { } name ? error.Message.IndexOf($" (Parameter '{name}')", StringComparison.Ordinal) : -1;
        return end < 0 ? error.Message : error.Message[..end];
    }
}

/// <summary>Whose fault a failure is.</summary>
internal enum ProblemKind
{
    /// <summary>What was asked cannot be asked.</summary>
    Request,

    /// <summary>The picture cannot be had or read, or the models cannot take it.</summary>
    Picture,

    /// <summary>There is too much to do.</summary>
    Busy,

    /// <summary>A fault of the server itself.</summary>
    Server,
}
