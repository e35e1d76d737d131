namespace ClipSurgery;

/// <summary>Something went wrong on the way that may go right the next time.</summary>
internal sealed class TransientException(string message, TimeSpan? retryAfter, Exception? cause) : Exception(message, cause)
{
    /// <summary>How long the server wants to be left alone.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;
}
