namespace ClipSurgery.Tools;

/// <summary>A number with its noun: "1 picture", "2 pictures".</summary>
internal static class Quantity
{
    /// <param name="count">How many.</param>
    /// <param name="noun">The noun in the singular; its plural ends with an s.</param>
    public static string Of(long count, string noun) => Of(count, noun, $"{noun}s");

    /// <param name="count">How many.</param>
    /// <param name="one">The noun in the singular.</param>
    /// <param name="several">The noun in the plural.</param>
    public static string Of(long count, string one, string several) => $"{count} {(count == 1 ? one : several)}";
}
