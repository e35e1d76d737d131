namespace ClipSurgery;

/// <summary>How a run ended.</summary>
public enum RunOutcome
{
    /// <summary>Every picture of the shard has a result, be it a failure.</summary>
    Complete,

    /// <summary>It was asked to stop; the same command goes on.</summary>
    Stopped,

    /// <summary>More pictures failed than were allowed.</summary>
    TooManyFailures,
}

/// <summary>What a run came to.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Pictures">Pictures with a result.</param>
/// <param name="Failed">How many of them failed.</param>
/// <param name="FailedBefore">How many of those failed in an earlier process, and were not tried again.</param>
/// <param name="Changed">Pictures whose files were replaced since they were labelled, and which were to be labelled again.</param>
public sealed record LabelSummary(RunOutcome Outcome, int Pictures, int Failed, int FailedBefore = 0, int Changed = 0);
