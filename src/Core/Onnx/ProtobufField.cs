using System.Text;

namespace ClipSurgery;

/// <summary>How a field lies in the file; the two kinds that open and close groups were given up before ONNX began.</summary>
internal enum ProtobufWireType
{
    Varint = 0,
    Fixed64 = 1,
    LengthDelimited = 2,
    Fixed32 = 5,
}

/// <summary>One field of a message: its number and where its content lies. Content is read when it is asked for.</summary>
/// <param name="File">The file that holds it.</param>
/// <param name="Number">The number that the message's definition gives it.</param>
/// <param name="Type">How it lies in the file.</param>
/// <param name="Varint">Its value where the type is <see cref="ProtobufWireType.Varint"/>, else 0.</param>
/// <param name="Start">Offset of its first byte of content.</param>
/// <param name="End">Offset behind its last byte.</param>
internal readonly record struct ProtobufField(
    ProtobufFile File, int Number, ProtobufWireType Type, ulong Varint, long Start, long End)
{
    public long Length => End - Start;

    /// <summary>True for texts, bytes, messages and packed numbers.</summary>
    public bool IsDelimited => Type == ProtobufWireType.LengthDelimited;

    public ProtobufMessage Message => new(File, Start, End);

    /// <summary>Reads a text that is compared or shown.</summary>
    /// <exception cref="ClipSurgeryException">It is longer than such a text may be.</exception>
    public string ReadText()
    {
        if (Length > OnnxLimits.NameBytes)
        {
            throw File.Refusal($"has a name of {Length} bytes at byte {Start}; expected at most {OnnxLimits.NameBytes}");
        }

        return Encoding.UTF8.GetString(ReadBytes());
    }

    /// <summary>Reads the content, of whatever length.</summary>
    public byte[] ReadBytes()
    {
        byte[] bytes = new byte[Length];
        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] = File.ByteAt(Start + i);
        }

        return bytes;
    }

    /// <summary>Appends the integers of a repeated field, which is written one by one or packed.</summary>
    /// <exception cref="ClipSurgeryException">There are more than <paramref name="limit"/>.</exception>
    public void AppendIntegers(List<long> values, int limit)
    {
        long offset = Start;
        while (Type == ProtobufWireType.Varint ? offset == Start : IsDelimited && offset < End)
        {
            if (values.Count == limit)
            {
                throw File.Refusal($"has a list of more than {limit} integers at byte {Start}; expected a shape");
            }

            values.Add((long)File.ReadVarint(ref offset, End));
        }
    }

    /// <summary>The number of integers in a repeated field.</summary>
    public long CountVarints()
    {
        long count = 0;
        for (long offset = Start; offset < End; offset++)
        {
            count += File.ByteAt(offset) < 0x80 ? 1 : 0;
        }

        return count;
    }
}
