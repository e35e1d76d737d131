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
public sealed record LabelSummary(RunOutcome Outcome, int Pictures, int Failed);
