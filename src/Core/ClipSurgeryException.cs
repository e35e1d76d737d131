namespace ClipSurgery;

/// <summary>
/// Bad input: a file, an option or a model that cannot be used. The message is one line for a person: what was found,
/// what was expected and what to do next.
/// </summary>
public sealed class ClipSurgeryException : Exception
{
    /// <summary>Creates the error with the line that a user reads.</summary>
    public ClipSurgeryException(string message)
        : base(OneLine(message))
    {
    }

    /// <summary>Creates the error with the line that a user reads and the exception that caused it.</summary>
    public ClipSurgeryException(string message, Exception innerException)
        : base(OneLine(message), innerException)
    {
    }

    /// <summary>
    /// A message may quote names out of a damaged file: line breaks and terminal codes among them become spaces.
    /// </summary>
    private static string OneLine(string message) => string.Create(message.Length, message, (line, text) =>
    {
        for (int i = 0; i < line.Length; i++)
        {
            line[i] = char.IsControl(text[i]) ? ' ' : text[i];
        }
    });
}
