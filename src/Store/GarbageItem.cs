namespace ClipSurgery;

/// <summary>A file or a folder that is of no use any more.</summary>
/// <param name="Path">Its full path.</param>
/// <param name="Bytes">Bytes of all its files.</param>
/// <param name="Reason">Why it is of no use.</param>
public sealed record GarbageItem(string Path, long Bytes, string Reason);
