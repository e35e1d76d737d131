namespace ClipSurgery;

/// <summary>
/// The file that holds a model's large tensors, beside the graphs that refer to it. Written front to back, one tensor at a time.
/// </summary>
internal sealed class ExternalWeights(Stream stream, string fileName)
{
    /// <summary>Offsets are multiples of a page, so that the runtime can map the tensors instead of copying them.</summary>
    private const int Alignment = 4096;

    private readonly Dictionary<string, (long Offset, long Length)> _written = new(StringComparer.Ordinal);

    /// <summary>The name that graphs refer to; it lies in the same folder.</summary>
    public string FileName { get; } = fileName;

    /// <summary>Where a tensor begins and how many bytes it has; null where no graph has written it yet.</summary>
    public (long Offset, long Length)? Find(string tensor) =>
        _written.TryGetValue(tensor, out (long Offset, long Length) place) ? place : null;

    /// <summary>Appends a tensor's little-endian bytes. Its name is free in all graphs: one name, one content.</summary>
    /// <returns>Where it begins and how many bytes it has.</returns>
    public (long Offset, long Length) Append(string tensor, ReadOnlySpan<byte> values)
    {
        int padding = (int)(-stream.Position & (Alignment - 1));
        stream.Write(new byte[padding]);
        long offset = stream.Position;
        stream.Write(values);
        (long Offset, long Length) place = (offset, stream.Position - offset);
        _written.Add(tensor, place);
        return place;
    }
}
