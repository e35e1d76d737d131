using System.IO.Hashing;

namespace ClipSurgery;

/// <summary>The bytes of a picture that a client sent or that lies on disk, named by what they are.</summary>
internal sealed class PictureFile
{
    /// <param name="name">What messages call it.</param>
    /// <param name="bytes">The whole file.</param>
    public PictureFile(string name, ReadOnlyMemory<byte> bytes)
    {
        Name = name;
        Bytes = bytes;
        Xxh64 = XxHash64.HashToUInt64(bytes.Span);
    }

    /// <summary>What messages call it.</summary>
    public string Name { get; }

    /// <summary>The whole file.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>XXH64 of the bytes.</summary>
    public ulong Xxh64 { get; }
}
