namespace ClipSurgery.Tools;

/// <summary>Tells how a run ended, and makes its results where it is complete.</summary>
internal sealed class RunEnding(ToolConsole console, RunResults results, string output, StopSignals stop)
{
    private const int ShownProblems = 20;

    /// <summary>Tells all that is wrong, before the first picture.</summary>
    public static int Refuse(ToolConsole console, IReadOnlyList<string> problems)
    {
        foreach (string problem in problems.Take(ShownProblems))
        {
            console.Error(problem);
        }

        if (problems.Count > ShownProblems)
        {
            console.Error($"and {problems.Count - ShownProblems} more of the kind.");
        }

        return ExitCode.WrongUse;
    }

    /// <summary>Whatever a picture comes to, as long as this process is still there to tell.</summary>
    public static int Survive(Action label)
    {
        try
        {
            label();
        }
        catch (ClipSurgeryException)
        {
        }

        return ExitCode.Done;
    }

    /// <summary>The exit code.</summary>
    /// <param name="summary">What the run came to.</param>
    /// <param name="shard">The part that it did.</param>
    /// <param name="notes">What was odd about pictures.</param>
    public int Tell(LabelSummary summary, Shard shard, IReadOnlyCollection<string> notes)
    {
        TellOfEarlierRuns(summary);
        console.Notes(notes);
        return summary.Outcome switch
        {
            RunOutcome.Stopped => Stopped(summary),
            RunOutcome.TooManyFailures => TooManyFailures(summary),
            _ when shard.Count > 1 => ShardDone(summary, shard),
            _ => Finish(FinishedRun.Open(output)),
        };
    }

    private void TellOfEarlierRuns(LabelSummary summary)
    {
        if (summary.Changed > 0)
        {
            console.Note($"{Quantity.Of(summary.Changed, "picture")} changed since the last run, and {(summary.Changed == 1 ? "was" : "were")} labelled again.");
        }

        if (summary.FailedBefore > 0)
        {
            console.Note($"{Quantity.Of(summary.FailedBefore, "picture")} failed in an earlier run; --retry-failed tries again.");
        }
    }

    private int Finish(FinishedRun run) =>
        Math.Max(results.Write(run, output, console, stop.Token), run.Failures.Count == 0 ? ExitCode.Done : ExitCode.SomeFailed);

    private int Stopped(LabelSummary summary)
    {
        console.Error($"stopped after {Quantity.Of(summary.Pictures, "picture")}; the same command goes on from there.");
        return stop.ExitCode;
    }

    private int TooManyFailures(LabelSummary summary)
    {
        console.Error(
            $"{summary.Failed} of {Quantity.Of(summary.Pictures, "picture")} failed, more than --max-failures allows; see the journal in {output}, " +
            "and go on with a higher --max-failures, or with --retry-failed when they are mended.");
        return ExitCode.SomeFailed;
    }

    private int ShardDone(LabelSummary summary, Shard shard)
    {
        console.Done(
            $"shard {shard}: {Quantity.Of(summary.Pictures, "picture")}, {summary.Failed} failed; " +
            $"when all shards are done: clip-surgery merge {output}");
        return summary.Failed == 0 ? ExitCode.Done : ExitCode.SomeFailed;
    }
}
