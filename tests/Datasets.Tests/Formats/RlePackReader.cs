namespace ClipSurgery.Tests;

/// <summary>Reads rle-pack by its description alone: bits as a string, slowly.</summary>
internal static class RlePackReader
{
    public static byte[] Decode(byte[] packed)
    {
        string bits = string.Concat(packed.Select(value => Convert.ToString(value, 2).PadLeft(8, '0')));
        int position = 0;
        byte[] values = new byte[Read(32)];
        int valueBits = Read(5) + 1;
        int[] lengthBits = [Read(4) + 1, Read(4) + 1, Read(4) + 1, Read(4) + 1];
        for (int i = 0; i < values.Length;)
        {
            bool isRun = Read(1) == 1;
            int end = i + Read(lengthBits[Read(2)]) + 1;
            byte value = isRun ? (byte)Read(valueBits) : (byte)0;
            for (; i < end; i++)
            {
                values[i] = isRun ? value : (byte)Read(valueBits);
            }
        }

        Assert.InRange(bits.Length - position, 0, 8);
        return values;

        int Read(int count)
        {
            position += count;
            return Convert.ToInt32(bits.Substring(position - count, count), 2);
        }
    }
}
