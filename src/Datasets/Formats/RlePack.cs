namespace ClipSurgery;

/// <summary>
/// Label Studio's brush format (<c>@thi.ng/rle-pack</c>, as <c>label_studio_sdk.converter.brush</c> reads it): a stream of bits,
/// the most significant first. A head says how many 8-bit values follow and how many bits each of four lengths takes; then
/// records of a run flag, the length chosen, the length less one, and the value.
/// </summary>
internal sealed class RlePack
{
    private const int ValueBits = 8;
    private const int MaximumRun = 1 << 16;
    private const int Channels = 4;
    private const byte Inside = 255;

    private static readonly int[] LengthBits = [3, 4, 8, 16];

    private readonly List<byte> _bytes = [];
    private ulong _pending;
    private int _pendingBits;

    /// <param name="count">Number of values that will be added.</param>
    public RlePack(uint count)
    {
        Write(count, 32);
        Write(ValueBits - 1, 5);
        foreach (int bits in LengthBits)
        {
            Write((uint)bits - 1, 4);
        }
    }

    /// <summary>A mask as Label Studio keeps it: row by row from the top left, four equal channels a pixel, 255 inside.</summary>
    /// <exception cref="ClipSurgeryException">The picture has more pixels than the format can count.</exception>
    public static byte[] Encode(Mask mask)
    {
        long values = (long)mask.Width * mask.Height * Channels;
        if (values > uint.MaxValue)
        {
            throw new ClipSurgeryException(
                $"A mask of {mask.Width}x{mask.Height} is too large for Label Studio's brush; expected at most " +
                $"{uint.MaxValue / Channels} pixels. Choose another format.");
        }

        RlePack pack = new((uint)values);
        byte value = 0;
        foreach (int run in RowMajorRuns.Of(mask, new BoxXywh(0, 0, mask.Width, mask.Height)))
        {
            pack.Add(value, (long)run * Channels);
            value ^= Inside;
        }

        return pack.ToArray();
    }

    /// <summary>Adds one value a number of times.</summary>
    public void Add(byte value, long count)
    {
        for (long left = count; left > 0; left -= MaximumRun)
        {
            AddRecord(value, (uint)Math.Min(left, MaximumRun));
        }
    }

    /// <summary>The stream, its last byte filled up with zeros.</summary>
    public byte[] ToArray() =>
        _pendingBits == 0 ? [.. _bytes] : [.. _bytes, (byte)(_pending << (8 - _pendingBits))];

    private void AddRecord(byte value, uint length)
    {
        int size = Array.FindIndex(LengthBits, bits => length <= 1u << bits);
        Write(length > 1 ? 1u : 0, 1);
        Write((uint)size, 2);
        Write(length - 1, LengthBits[size]);
        Write(value, ValueBits);
    }

    private void Write(uint value, int bits)
    {
        _pending = _pending << bits | value;
        _pendingBits += bits;
        while (_pendingBits >= 8)
        {
            _pendingBits -= 8;
            _bytes.Add((byte)(_pending >> _pendingBits));
        }
    }
}
