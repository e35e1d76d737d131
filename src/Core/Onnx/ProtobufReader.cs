using System.Buffers.Binary;

namespace ClipSurgery;

/// <summary>Reads one message of the protobuf wire format, field by field. What is not well formed ends the message.</summary>
internal ref struct ProtobufReader(ReadOnlySpan<byte> message)
{
    private ReadOnlySpan<byte> _rest = message;

    /// <summary>Number of the current field.</summary>
    public int Field { get; private set; }

    /// <summary>The current field's value where it is an integer.</summary>
    public long Integer { get; private set; }

    /// <summary>The current field's value where it is a message, a string or a fixed number.</summary>
    public ReadOnlySpan<byte> Bytes { get; private set; }

    /// <summary>Goes to the next field; false at the end.</summary>
    public bool Next()
    {
        if (!TryVarint(out ulong tag))
        {
            return false;
        }

        Field = (int)(tag >> 3);
        switch (tag & 7)
        {
            case 0 when TryVarint(out ulong value):
                Integer = (long)value;
                Bytes = default;
                return true;
            case 1:
                return TryTake(8);
            case 2 when TryVarint(out ulong length) && length <= (ulong)_rest.Length:
                return TryTake((int)length);
            case 5:
                return TryTake(4);
            default:
                return false;
        }
    }

    /// <summary>The current field's value where it is a 32-bit float.</summary>
    public readonly float ReadFloat() => Bytes.Length == 4 ? BinaryPrimitives.ReadSingleLittleEndian(Bytes) : float.NaN;

    private bool TryTake(int length)
    {
        if (length > _rest.Length)
        {
            return false;
        }

        Bytes = _rest[..length];
        _rest = _rest[length..];
        return true;
    }

    private bool TryVarint(out ulong value)
    {
        value = 0;
        for (int i = 0; i < _rest.Length && i < 10; i++)
        {
            value |= (ulong)(_rest[i] & 0x7F) << (7 * i);
            if (_rest[i] < 0x80)
            {
                _rest = _rest[(i + 1)..];
                return true;
            }
        }

        return false;
    }
}
