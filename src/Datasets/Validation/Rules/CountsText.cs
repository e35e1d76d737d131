using System.Text;

namespace ClipSurgery;

/// <summary>Compressed run lengths as they were written, or as Python wrote what it should not have.</summary>
/// <param name="Runs">The run lengths.</param>
/// <param name="Broken">The rule that the text breaks, or null.</param>
internal readonly record struct CountsText(int[] Runs, CocoRule? Broken)
{
    private static readonly CocoRule Bytes = CocoRule.Error(
        "rle-counts-bytes",
        "the characters alone: this is how Python shows bytes, which need decode('ascii')",
        "takes the characters out");

    private static readonly CocoRule Backslashes = CocoRule.Error(
        "rle-counts-backslash", "one backslash where the counts have one: these were escaped twice", "halves them");

    private static readonly CocoRule Base64 = CocoRule.Error(
        "rle-counts-base64", "COCO's own characters, '0' to 'o'", "decodes it");

    /// <summary>Reads a text in the first way that makes a mask of an expected size.</summary>
    /// <param name="text">The text.</param>
    /// <param name="isExpected">Whether a mask may have that many pixels.</param>
    /// <returns>Without such a way the text as it is, or null where it cannot be read at all.</returns>
    public static CountsText? Read(string text, Func<long, bool> isExpected)
    {
        int[]? plain = Decode(text);
        if (plain is not null && isExpected(Sum(plain)))
        {
            return new CountsText(plain, null);
        }

        string single = text.Replace(@"\\", @"\");
        bool isShownBytes = single.Length > 3 && single[0] == 'b' && single[1] is '\'' or '"' && single[^1] == single[1];
        foreach ((CocoRule rule, string? candidate) in (ReadOnlySpan<(CocoRule, string?)>)
            [(Bytes, isShownBytes ? single[2..^1] : null), (Backslashes, single), (Base64, FromBase64(text))])
        {
            if (candidate is not null && Decode(candidate) is int[] runs && isExpected(Sum(runs)))
            {
                return new CountsText(runs, rule);
            }
        }

        return plain is null ? null : new CountsText(plain, null);
    }

    /// <summary>Number of pixels that runs cover.</summary>
    public static long Sum(ReadOnlySpan<int> runs)
    {
        long sum = 0;
        foreach (int run in runs)
        {
            sum += run;
        }

        return sum;
    }

    private static int[]? Decode(string text)
    {
        try
        {
            return [.. RunLengthString.Decode(text)];
        }
        catch (ClipSurgeryException)
        {
            return null;
        }
    }

    private static string? FromBase64(string text)
    {
        byte[] bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out int length) ? Encoding.ASCII.GetString(bytes, 0, length) : null;
    }
}
