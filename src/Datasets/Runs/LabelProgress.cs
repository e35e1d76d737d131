namespace ClipSurgery;

/// <summary>How far a run is.</summary>
/// <param name="Done">Pictures with a result, those of earlier processes included.</param>
/// <param name="Total">Pictures of this process's shard.</param>
/// <param name="Failed">Pictures that failed.</param>
/// <param name="Before">Pictures that had a result when this process began.</param>
/// <param name="Elapsed">Time since this process began with the first picture.</param>
/// <param name="FileName">The last picture; empty at the beginning.</param>
/// <param name="Error">Why it failed; null where it did not.</param>
public sealed record LabelProgress(int Done, int Total, int Failed, int Before, TimeSpan Elapsed, string FileName, string? Error)
{
    /// <summary>Pictures a second of this process; 0 where none is done.</summary>
    public double PicturesPerSecond => Elapsed > TimeSpan.Zero ? (Done - Before) / Elapsed.TotalSeconds : 0;

    /// <summary>Time left at this rate; null where there is no rate yet, or it would be more than a hundred days.</summary>
    public TimeSpan? Left
    {
        get
        {
            double seconds = (Total - Done) / PicturesPerSecond;
            return seconds is >= 0 and < 8_640_000 ? TimeSpan.FromSeconds(seconds) : null;
        }
    }
}
