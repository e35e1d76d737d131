namespace ClipSurgery.Tools;

/// <summary>The command line asks for something that cannot be done; the message is the line that the user reads.</summary>
internal sealed class UsageException(string message) : Exception(message);
