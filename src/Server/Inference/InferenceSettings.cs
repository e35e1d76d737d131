namespace ClipSurgery;

/// <summary>What a server keeps and how many may wait for it.</summary>
internal sealed record InferenceSettings
{
    /// <summary>Memory for pictures that are encoded, in bytes. Defaults to 1 GiB.</summary>
    public long MostBytes { get; init; } = 1L << 30;

    /// <summary>Memory for the pixels of pictures that are shown, in bytes. Defaults to 512 MiB.</summary>
    public long MostPixelBytes { get; init; } = 512L << 20;

    /// <summary>Requests that may wait for an inference; the next is told to come again. Defaults to 64.</summary>
    public int MostWaiting { get; init; } = 64;
}
