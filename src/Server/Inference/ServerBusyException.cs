namespace ClipSurgery;

/// <summary>Too many requests wait for an inference already: the client is to come again.</summary>
internal sealed class ServerBusyException : Exception
{
    /// <summary>After how many seconds it may come again.</summary>
    public const int RetryAfterSeconds = 2;

    public ServerBusyException()
        : base("The server has more requests than it can answer; try again in a few seconds.")
    {
    }
}
