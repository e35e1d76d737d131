using System.Globalization;

namespace ClipSurgery;

/// <summary>How many warnings libjpeg gave of the picture that this thread decodes.</summary>
/// <remarks>
/// libvips tells the number when it closes a picture, on the thread that does. The texts of the warnings go to one buffer for all
/// threads and are of no use.
/// </remarks>
internal static class VipsWarnings
{
    private const string Start = "read gave ";

    [ThreadStatic]
    private static int _count;

    /// <summary>The warnings since <see cref="Forget"/>; the header is read twice and counts once.</summary>
    public static int Count => _count;

    /// <summary>Begins to count anew.</summary>
    public static void Forget() => _count = 0;

    /// <summary>Takes a line of libvips' log.</summary>
    public static void Log(string message)
    {
        if (message.StartsWith(Start, StringComparison.Ordinal)
            && int.TryParse(
                message.AsSpan(Start.Length).TrimEnd(" warnings"), NumberStyles.None, CultureInfo.InvariantCulture, out int count))
        {
            _count = Math.Max(_count, count);
        }
    }
}
