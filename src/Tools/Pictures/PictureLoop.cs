using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace ClipSurgery.Tools;

/// <summary>Runs over pictures with progress; one that fails is told and the others still run.</summary>
/// <param name="console">Where progress and failures are told.</param>
/// <param name="limits">Limits on pictures.</param>
/// <param name="writesJson">True where a failure also has a JSON line.</param>
internal sealed class PictureLoop(ToolConsole console, ImageLimits limits, bool writesJson)
{
    private readonly List<string> _failures = [];
    private readonly List<string> _notes = [];

    public int FailureCount => _failures.Count;

    public int ExitCode => _failures.Count == 0 ? Tools.ExitCode.Done : Tools.ExitCode.SomeFailed;

    /// <summary>Reads and processes pictures in their order.</summary>
    /// <param name="pictures">The pictures.</param>
    /// <param name="process">What is done with one.</param>
    /// <param name="cancellationToken">Ends the loop.</param>
    public void Run(IReadOnlyList<InputPicture> pictures, Action<InputPicture, LoadedImage> process, CancellationToken cancellationToken) =>
        Run(
            pictures,
            workers: 1,
            (picture, loaded) =>
            {
                process(picture, loaded);
                return true;
            },
            (_, _) => { },
            cancellationToken);

    /// <summary>Reads and processes pictures, several at once, and takes the results in the pictures' order.</summary>
    /// <param name="pictures">The pictures.</param>
    /// <param name="workers">How many pictures are processed at once.</param>
    /// <param name="process">What is done with one; called by several threads.</param>
    /// <param name="take">What is done with its result; called by this thread.</param>
    /// <param name="cancellationToken">Ends the loop.</param>
    public void Run<T>(
        IReadOnlyList<InputPicture> pictures,
        int workers,
        Func<InputPicture, LoadedImage, T> process,
        Action<InputPicture, T> take,
        CancellationToken cancellationToken)
    {
        IEnumerable<Outcome<T>> all = workers == 1
            ? pictures.Select(Process)
            : Partitioner.Create(pictures, EnumerablePartitionerOptions.NoBuffering).AsParallel().AsOrdered()
                .WithDegreeOfParallelism(workers).WithMergeOptions(ParallelMergeOptions.NotBuffered)
                .Select(Process);
        using IEnumerator<Outcome<T>> outcomes = all.GetEnumerator();
        console.Progress("pictures", pictures, picture => Path.GetFileName(picture.Path), Take);
        console.Notes(_notes);
        _failures.ForEach(console.Error);
        cancellationToken.ThrowIfCancellationRequested();

        // Pictures that were in hand when the signal came are given up; those that were done are taken.
        Outcome<T> Process(InputPicture picture)
        {
            if (cancellationToken.IsCancellationRequested)
            {
                return new Outcome<T>(default, null);
            }

            try
            {
                LoadedImage loaded = picture.Read(limits);
                return new Outcome<T>(process(picture, loaded), null) { IsDone = true, Notes = loaded.Notes };
            }
            catch (OperationCanceledException)
            {
                return new Outcome<T>(default, null);
            }
            catch (Exception error)
            {
                return new Outcome<T>(default, ExceptionDispatchInfo.Capture(error));
            }
        }

        void Take(InputPicture picture)
        {
            outcomes.MoveNext();
            try
            {
                outcomes.Current.Error?.Throw();
                _notes.AddRange(outcomes.Current.Notes.Select(note => $"{picture.Path}: {note}."));
                if (outcomes.Current.IsDone)
                {
                    take(picture, outcomes.Current.Result!);
                }
            }
            catch (Exception error) when (error is ClipSurgeryException or ArgumentException)
            {
                string message = error is ClipSurgeryException ? error.Message : $"{picture.Path}: {error.Message}";
                _failures.Add(message);
                if (writesJson)
                {
                    JsonLine.WriteFailure(console.Data, picture, message);
                }
            }
        }
    }

    /// <summary>What a picture came to: a result, or an exception that the loop's own thread shall see, or nothing where it was given up.</summary>
    private sealed record Outcome<T>(T? Result, ExceptionDispatchInfo? Error)
    {
        public bool IsDone { get; init; }
        public IReadOnlyList<string> Notes { get; init; } = [];
    }
}
