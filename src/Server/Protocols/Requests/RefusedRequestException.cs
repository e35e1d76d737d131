namespace ClipSurgery;

/// <summary>A request that is answered with an HTTP status of its own.</summary>
/// <param name="status">The status, 400 or more.</param>
/// <param name="message">One line for a person.</param>
internal sealed class RefusedRequestException(int status, string message) : Exception(message)
{
    /// <summary>The HTTP status.</summary>
    public int Status => status;
}
