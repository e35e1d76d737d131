namespace ClipSurgery;

/// <summary>
/// Bad input: a file, an option or a model that cannot be used. The message is one line for a person: what was found,
/// what was expected and what to do next.
/// </summary>
public sealed class ClipSurgeryException : Exception
{
    /// <summary>Creates the error with the line that a user reads.</summary>
    public ClipSurgeryException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the error with the line that a user reads and the exception that caused it.</summary>
    public ClipSurgeryException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
