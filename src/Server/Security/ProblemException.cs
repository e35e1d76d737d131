using Microsoft.AspNetCore.Http;

namespace ClipSurgery;

/// <summary>A request that gets an answer other than what it asked for.</summary>
/// <param name="status">The HTTP status.</param>
/// <param name="title">What kind of problem it is.</param>
/// <param name="detail">One sentence for a person.</param>
internal sealed class ProblemException(int status, string title, string detail) : Exception(detail)
{
    /// <summary>The HTTP status.</summary>
    public int Status { get; } = status;

    /// <summary>What kind of problem it is.</summary>
    public string Title { get; } = title;

    public static ProblemException NotFound(string detail) => new(StatusCodes.Status404NotFound, "Not found", detail);

    public static ProblemException Invalid(string detail) => new(StatusCodes.Status422UnprocessableEntity, "The request does not fit", detail);

    public static ProblemException Replaced() => new(
        StatusCodes.Status409Conflict, "The picture has changed", "The file of this picture was replaced meanwhile; open it again.");
}
