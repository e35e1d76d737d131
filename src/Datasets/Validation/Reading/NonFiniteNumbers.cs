using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace ClipSurgery;

/// <summary>
/// Python writes <c>NaN</c>, <c>Infinity</c> and <c>-Infinity</c>, which are not JSON and would end the reading. They are
/// overwritten with <c>0e0</c>, which is a number but not as any program spells it, so that no position moves and each of them is
/// found later in its entry.
/// </summary>
internal sealed class NonFiniteNumbers
{
    private static readonly SearchValues<byte> OutsideStrings = SearchValues.Create("\"NI"u8);
    private static readonly SearchValues<byte> InsideStrings = SearchValues.Create("\"\\"u8);

    private bool _isInString;

    private static ReadOnlySpan<byte> Stand => "0e0"u8;

    private static ReadOnlySpan<byte> NotANumber => "NaN"u8;

    private static ReadOnlySpan<byte> Infinity => "Infinity"u8;

    /// <summary>True for the raw text of a number that was overwritten, or is too large for a double.</summary>
    public static bool IsOne(ReadOnlySpan<byte> number) =>
        number.TrimStart((byte)'-').SequenceEqual(Stand)
        || number.ContainsAny((byte)'e', (byte)'E') && Overflows(number)
        || number.Length > 300 && Overflows(number);

    /// <summary>The value of a number, or null for anything else and for a number that is not finite.</summary>
    public static double? Finite(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Number || !element.TryGetDouble(out double value) || !double.IsFinite(value))
        {
            return null;
        }

        return value == 0 && element.GetRawText().TrimStart('-') == "0e0" ? null : value;
    }

    /// <summary>Overwrites what a piece of the file has of them.</summary>
    /// <param name="bytes">The piece; the next one follows it without a gap.</param>
    /// <param name="isLast">True where nothing follows.</param>
    /// <returns>How many bytes are ready; the others need to be seen again with what follows.</returns>
    public int Mask(Span<byte> bytes, bool isLast)
    {
        int position = 0;
        while (true)
        {
            int next = bytes[position..].IndexOfAny(_isInString ? InsideStrings : OutsideStrings);
            if (next < 0)
            {
                return bytes.Length;
            }

            position += next;
            int length = LengthAt(bytes[position..]);
            if (position + length > bytes.Length)
            {
                return isLast ? bytes.Length : position;
            }

            position += length;
        }
    }

    /// <summary>Deals with the byte at the beginning and says how many bytes belong to it.</summary>
    private int LengthAt(Span<byte> bytes)
    {
        switch (bytes[0])
        {
            case (byte)'"':
                _isInString = !_isInString;
                return 1;
            case (byte)'\\':
                return 2;
            default:
                ReadOnlySpan<byte> word = bytes[0] == (byte)'N' ? NotANumber : Infinity;
                if (bytes.StartsWith(word))
                {
                    bytes[..word.Length].Fill((byte)' ');
                    Stand.CopyTo(bytes);
                    return word.Length;
                }

                return word.StartsWith(bytes) ? word.Length : 1;
        }
    }

    private static bool Overflows(ReadOnlySpan<byte> number) =>
        double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && !double.IsFinite(value);
}
