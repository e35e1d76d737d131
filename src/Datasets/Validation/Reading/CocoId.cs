using System.Globalization;
using System.Text.Json;

namespace ClipSurgery;

/// <summary>
/// An id as a file states it. Whole numbers are the same however they are written (12, 12.0, "12"), so that references can be
/// followed in files that mix these.
/// </summary>
/// <param name="Number">The whole number; 0 for anything else.</param>
/// <param name="Text">A string or a number that is no whole number of 64 bits, as it is written; null for one that is.</param>
internal readonly record struct CocoId(long Number, string? Text)
{
    /// <summary>The id, or null for what cannot be one.</summary>
    public static CocoId? Read(JsonElement? value)
    {
        if (value is not JsonElement element)
        {
            return null;
        }

        if (Whole(element) is long whole)
        {
            return new CocoId(whole, null);
        }

        if (element.ValueKind == JsonValueKind.String)
        {
            string text = element.GetString()!;
            return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number)
                ? new CocoId(number, null)
                : new CocoId(0, text);
        }

        if (NonFiniteNumbers.Finite(element) is null)
        {
            return null;
        }

        // As a decimal: a double is not exact beyond 2^53.
        string digits = element.GetRawText();
        bool isWhole = decimal.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal real)
            && real == decimal.Floor(real) && real is >= long.MinValue and <= long.MaxValue;
        return isWhole ? new CocoId((long)real, null) : new CocoId(0, digits);
    }

    /// <summary>The whole number that is written as COCO says, or null.</summary>
    public static long? Whole(JsonElement? value) =>
        value is { ValueKind: JsonValueKind.Number } element && element.TryGetInt64(out long number) ? number : null;

    /// <summary>True for an id that every importer takes: a whole number from 1.</summary>
    public static bool IsSound(JsonElement? value) => Whole(value) >= 1;
}
