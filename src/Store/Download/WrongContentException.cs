namespace ClipSurgery;

/// <summary>A server sent other bytes than it should have; asking it again would bring them again.</summary>
internal sealed class WrongContentException(string message) : Exception(message);
