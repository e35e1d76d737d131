using System.IO.Hashing;

namespace ClipSurgery;

/// <summary>The bytes of a picture that a client sent or that lies on disk, named by what they are.</summary>
internal sealed class PictureFile
{
    private readonly Lazy<ReadOnlyMemory<byte>> _bytes;

    /// <summary>A picture whose bytes are there.</summary>
    /// <param name="name">What messages call it.</param>
    /// <param name="bytes">The whole file.</param>
    public PictureFile(string name, ReadOnlyMemory<byte> bytes)
        : this(name, XxHash64.HashToUInt64(bytes.Span), () => bytes)
    {
    }

    /// <summary>A picture whose bytes are known, and need not be read where it is decoded already.</summary>
    /// <param name="name">What messages call it.</param>
    /// <param name="xxh64">XXH64 of the bytes.</param>
    /// <param name="read">Reads the bytes.</param>
    public PictureFile(string name, ulong xxh64, Func<ReadOnlyMemory<byte>> read)
    {
        Name = name;
        Xxh64 = xxh64;
        _bytes = new Lazy<ReadOnlyMemory<byte>>(read);
    }

    /// <summary>What messages call it.</summary>
    public string Name { get; }

    /// <summary>The whole file.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes.Value;

    /// <summary>XXH64 of the bytes.</summary>
    public ulong Xxh64 { get; }

    /// <summary>What clients call the bytes.</summary>
    public string Content => EditedPlaces.TextOf(Xxh64);
}
