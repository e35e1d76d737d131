namespace ClipSurgery;

/// <summary>What a <see cref="LabelRun"/> does.</summary>
public sealed record LabelJob
{
    /// <summary>The run's folder: its journal, and when it is complete its COCO file.</summary>
    public required string Output { get; init; }

    /// <summary>The classes of the data set; an instance of another class is an error of its picture.</summary>
    public required IReadOnlyList<LabelClass> Classes { get; init; }

    /// <summary>The pictures of the whole data set, of which this process takes those of its <see cref="Shard"/>: unique names.</summary>
    public required IReadOnlyList<string> FileNames { get; init; }

    /// <summary>
    /// Labels one picture; called by <see cref="Workers"/> threads at once, with a token that is cancelled when the run is to stop. An
    /// <see cref="OperationCanceledException"/> gives the picture up and stops the run; a <see cref="ClipSurgeryException"/> is the
    /// picture's failure, as any other exception is.
    /// </summary>
    public required Func<string, CancellationToken, LabelledPicture> Label { get; init; }

    /// <summary>
    /// Names and values of everything that results depend on: version, models, options, labels. They go into the COCO file, and
    /// a run that was begun with others is refused.
    /// </summary>
    public required IReadOnlyDictionary<string, string> Provenance { get; init; }

    /// <summary>
    /// Where the pictures lie, for formats and pages that show them, and to tell which of them have changed since they were labelled;
    /// null where they come from a program. A folder that has none of the pictures of the run that it goes on with is refused.
    /// </summary>
    public string? PictureFolder { get; init; }

    /// <summary>The part of the data set that this process labels. Defaults to all of it.</summary>
    public Shard Shard { get; init; } = Shard.Whole;

    /// <summary>Threads that label; results do not depend on it. Defaults to 1.</summary>
    public int Workers { get; init; } = 1;

    /// <summary>The run ends when more pictures than this have failed; null for never.</summary>
    public int? MaxFailures { get; init; }

    /// <summary>Tries pictures again that failed before.</summary>
    public bool RetryFailed { get; init; }

    /// <summary>
    /// Asked about a picture during which the process ended twice: whether another process gets through it. Null sets such a
    /// picture aside at once; with several workers, those that were in hand beside it both times too.
    /// </summary>
    public Func<string, bool>? Survives { get; init; }

    /// <summary>The clock of progress and flushing; results do not depend on it.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
