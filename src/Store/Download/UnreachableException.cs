namespace ClipSurgery;

/// <summary>A server did not give what was asked for, however often it was asked.</summary>
internal sealed class UnreachableException(string message, Exception cause) : Exception(message, cause);
