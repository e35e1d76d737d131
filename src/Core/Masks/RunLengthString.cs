using System.Text;

namespace ClipSurgery;

/// <summary>
/// COCO's compressed run lengths (pycocotools <c>rleToString</c>). From the fourth run on the difference to the run before last
/// is stored, which has the same side. A number is cut into groups of five bits, lowest first, two's complement; bit 5 says that
/// more groups follow; 48 is added so that a group is a character from '0' to 'o'.
/// </summary>
internal static class RunLengthString
{
    private const int GroupBits = 5;
    private const int GroupMask = 0x1f;
    private const int SignBit = 0x10;
    private const int MoreBit = 0x20;
    private const char FirstCharacter = '0';
    private const char LastCharacter = 'o';

    /// <summary>Seven groups hold the 33 bits of any difference between two 32-bit lengths.</summary>
    private const int MostGroups = 7;

    public static string Encode(ReadOnlySpan<int> counts)
    {
        StringBuilder text = new(counts.Length * 2);
        for (int i = 0; i < counts.Length; i++)
        {
            int value = i > 2 ? counts[i] - counts[i - 2] : counts[i];
            bool more;
            do
            {
                int group = value & GroupMask;
                value >>= GroupBits;
                more = (group & SignBit) != 0 ? value != -1 : value != 0;
                text.Append((char)(FirstCharacter + (more ? group | MoreBit : group)));
            }
            while (more);
        }

        return text.ToString();
    }

    /// <summary>The run lengths as they were written, zero runs included; their sum is left to the caller.</summary>
    /// <exception cref="ClipSurgeryException">A character, a number or the end of the string is impossible.</exception>
    public static List<int> Decode(string text)
    {
        List<int> counts = [];
        int position = 0;
        while (position < text.Length)
        {
            long value = ReadNumber(text, ref position);
            if (counts.Count > 2)
            {
                value += counts[^2];
            }

            if (value is < 0 or > int.MaxValue)
            {
                throw new ClipSurgeryException(
                    $"Run {counts.Count} of a compressed mask is {value}; expected 0 to {int.MaxValue}. " +
                    "The string is damaged, or its backslashes were doubled.");
            }

            counts.Add((int)value);
        }

        return counts;
    }

    private static long ReadNumber(string text, ref int position)
    {
        long value = 0;
        for (int groups = 0; groups < MostGroups; groups++)
        {
            if (position == text.Length)
            {
                throw new ClipSurgeryException(
                    $"A compressed mask of {text.Length} characters ends inside a number; the string was cut.");
            }

            char character = text[position];
            if (character is < FirstCharacter or > LastCharacter)
            {
                throw new ClipSurgeryException(
                    $"A compressed mask has character U+{(int)character:X4} at {position}; expected '0' to 'o'. " +
                    "Check the file's escapes.");
            }

            position++;
            int group = character - FirstCharacter;
            int shift = groups * GroupBits;
            value |= (long)(group & GroupMask) << shift;
            if ((group & MoreBit) == 0)
            {
                return (group & SignBit) != 0 ? value | (-1L << (shift + GroupBits)) : value;
            }
        }

        throw new ClipSurgeryException(
            $"A compressed mask has a number of more than {MostGroups} characters before {position}; the string is damaged.");
    }
}
