using System.Diagnostics;

namespace ClipSurgery.Bench;

/// <summary>Times and what becomes of many of them.</summary>
internal static class Stopwatches
{
    /// <summary>How long an action takes.</summary>
    public static double Milliseconds(Action action)
    {
        long start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    public static double Median(IEnumerable<double> values)
    {
        double[] ordered = [.. values.Order()];
        return ordered[ordered.Length / 2];
    }
}
