using System.Diagnostics;

namespace ClipSurgery.Bench;

/// <summary>One row of the comparison.</summary>
/// <param name="Group">The part it belongs to.</param>
/// <param name="Work">What is done.</param>
/// <param name="Ours">Seconds of each round, the library's.</param>
/// <param name="Theirs">Seconds of each round, the other side's.</param>
internal sealed record ComparedWork(string Group, string Work, IReadOnlyList<double> Ours, IReadOnlyList<double> Theirs)
{
    /// <summary>How many times as fast the library is, by medians.</summary>
    public double Ratio => Median(Theirs) / Median(Ours);

    public static double Median(IReadOnlyList<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}

/// <summary>Runs two sides in turns, so that what else the machine does falls on both.</summary>
internal sealed class SideBySide(int rounds)
{
    public List<ComparedWork> Rows { get; } = [];

    public int Rounds => rounds;

    /// <summary>Measures both sides, each once before the first round; they take turns in going first.</summary>
    public ComparedWork Add(
        string group, string work, Func<double> ours, Func<double> theirs, int? rounds = null, bool warmUp = true)
    {
        List<double> ourTimes = [];
        List<double> theirTimes = [];
        if (warmUp)
        {
            ours();
            theirs();
        }

        for (int round = 0; round < (rounds ?? Rounds); round++)
        {
            if (round % 2 == 0)
            {
                ourTimes.Add(AfterRest(ours));
            }

            theirTimes.Add(AfterRest(theirs));
            if (round % 2 == 1)
            {
                ourTimes.Add(AfterRest(ours));
            }
        }

        ComparedWork row = new(group, work, ourTimes, theirTimes);
        Rows.Add(row);
        (double our, double their) = (ComparedWork.Median(ourTimes), ComparedWork.Median(theirTimes));
        Console.Error.WriteLine($"  {work}: {1000 * our:F1} ms, {1000 * their:F1} ms, {row.Ratio:F2}x");
        return row;
    }

    public static double Time(Action action)
    {
        long start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>Threads of the other side may still spin for a moment.</summary>
    private static double AfterRest(Func<double> side)
    {
        Thread.Sleep(100);
        return side();
    }
}
