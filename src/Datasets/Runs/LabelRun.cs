using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;

namespace ClipSurgery;

/// <summary>
/// Labels the pictures of a folder, or of one shard of it, in a way that survives everything: each result is in a journal before
/// the next is counted, so that the same job goes on wherever it was ended, and a picture that fails, or takes the process with it,
/// costs only itself. Several threads take pictures; results are written in the order of the names, whatever their number.
/// </summary>
public sealed class LabelRun
{
    /// <summary>A picture during which this many processes ended is not simply tried again.</summary>
    private const int DeathsToDoubt = 2;

    /// <summary>How far threads may be ahead of the slowest, in pictures a thread; it bounds the memory of waiting results.</summary>
    private const int Lead = 4;

    private readonly LabelJob _job;
    private readonly RunJournal _journal;
    private readonly IProgress<LabelProgress>? _progress;
    private readonly string? _pictureFolder;
    private readonly string[] _pending;
    private readonly int _changed;
    private readonly int _failedBefore;
    private readonly PictureCheck _check;
    private readonly object _lock = new();

    /// <summary>Results that wait for those before them, by their places.</summary>
    private readonly Dictionary<int, PictureRecord> _waiting = [];
    private readonly string[] _gone;
    private readonly int _total;
    private readonly int _before;
    private readonly long _begin;
    private int _taken;
    private int _written;
    private int _failed;
    private Exception? _fatal;
    private bool _isGivenUp;

    private LabelRun(LabelJob job, RunJournal journal, IProgress<LabelProgress>? progress, CancellationToken stop)
    {
        _job = job;
        _journal = journal;
        _progress = progress;
        _check = new PictureCheck(job.Classes);
        _pictureFolder = JournalHeader.FullPath(job.PictureFolder);
        string[] all = [.. job.FileNames.Where(job.Shard.Contains).Order(StringComparer.Ordinal)];
        HashSet<string> changed = [.. all.AsParallel().Where(name => !stop.IsCancellationRequested && HasChanged(name))];
        _pending = [.. all.Where(name => changed.Contains(name) || IsPending(name))];
        _changed = changed.Count;
        _gone = [.. journal.FileNames.Except(all, StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        _total = all.Length;
        _before = all.Length - _pending.Length;
        _failedBefore = all.Except(_pending, StringComparer.Ordinal).Count(name => journal.StatusOf(name) == PictureStatus.Failed);
        _failed = _failedBefore;
        _begin = job.Time.GetTimestamp();
    }

    /// <summary>
    /// Does the job, or what is left of it. When all of it is done and is the whole data set, <see cref="FinishedRun"/> reads it.
    /// </summary>
    /// <param name="job">The job.</param>
    /// <param name="progress">Told after each picture, by one thread at a time, in order.</param>
    /// <param name="stop">Ends the run; pictures in hand are given up where <see cref="LabelJob.Label"/> heeds its token.</param>
    /// <exception cref="ArgumentException">A picture or a class is there twice.</exception>
    /// <exception cref="ClipSurgeryException">
    /// The folder holds another run or one that still goes on, its journal is damaged, or it cannot be written. What was done is kept.
    /// </exception>
    public static LabelSummary Run(LabelJob job, IProgress<LabelProgress>? progress = null, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(job);
        ArgumentOutOfRangeException.ThrowIfLessThan(job.Workers, 1);
        RequireUnique(job.FileNames, "picture");
        RequireUnique([.. job.Classes.Select(label => label.Name)], "class");
        using RunJournal journal = RunJournal.Open(new RunFolder(job.Output).JournalOf(job.Shard), JournalHeader.Of(job), job.Time);
        return new LabelRun(job, journal, progress, stop).Run(stop);
    }

    private static void RequireUnique(IReadOnlyList<string> names, string kind)
    {
        HashSet<string> seen = new(StringComparer.Ordinal);
        if (names.FirstOrDefault(name => !seen.Add(name)) is { } twice)
        {
            throw new ArgumentException($"The {kind} {twice} is there twice.");
        }
    }

    private LabelSummary Run(CancellationToken stop)
    {
        Report("", null);
        Thread[] threads =
        [
            .. Enumerable.Range(0, Math.Min(_job.Workers, _pending.Length))
                .Select(number => new Thread(() => Work(stop)) { Name = $"label {number}", IsBackground = true }),
        ];
        foreach (Thread thread in threads)
        {
            thread.Start();
        }

        foreach (Thread thread in threads)
        {
            thread.Join();
        }

        if (_fatal is not null)
        {
            ExceptionDispatchInfo.Throw(_fatal);
        }

        bool isComplete = _written == _pending.Length;
        if (isComplete)
        {
            _journal.Complete(new JournalEnd(_total, _gone, _pictureFolder));
        }
        else
        {
            GiveUpRest();
        }

        RunOutcome outcome = HasTooManyFailures ? RunOutcome.TooManyFailures : isComplete ? RunOutcome.Complete : RunOutcome.Stopped;
        return new LabelSummary(outcome, _before + _written, _failed, _failedBefore, _changed);
    }

    private bool HasTooManyFailures => _failed > _job.MaxFailures;

    private bool HasChanged(string fileName) =>
        _pictureFolder is not null
        && _journal.StatusOf(fileName) is not null
        && _journal.VersionOf(fileName) is { } version
        && !version.IsStill(Path.Combine(_pictureFolder, fileName));

    private bool IsPending(string fileName) => _journal.StatusOf(fileName) switch
    {
        null => true,
        PictureStatus.Failed => _job.RetryFailed,
        _ => false,
    };

    private void Work(CancellationToken stop)
    {
        while (Take(stop, out int place, out int deaths) && Begin(_pending[place]))
        {
            if (Label(_pending[place], deaths, stop) is { } record)
            {
                Write(place, record);
            }
        }
    }

    /// <summary>The next picture; false where there is none, or no more are to be taken.</summary>
    private bool Take(CancellationToken stop, out int place, out int deaths)
    {
        lock (_lock)
        {
            while (MayTake() && _taken - _written >= Lead * _job.Workers)
            {
                Monitor.Wait(_lock);
            }

            (place, deaths) = (_taken, 0);
            if (!MayTake())
            {
                return false;
            }

            deaths = _journal.DeathsOf(_pending[_taken++]);
            return true;
        }

        bool MayTake() =>
            _fatal is null && !_isGivenUp && !stop.IsCancellationRequested && !HasTooManyFailures && _taken < _pending.Length;
    }

    /// <summary>Tells the journal that a picture is begun, and what its file is like; false where that fails.</summary>
    private bool Begin(string fileName)
    {
        PictureVersion? version = _pictureFolder is null ? null : PictureVersion.Of(Path.Combine(_pictureFolder, fileName));
        lock (_lock)
        {
            return Try(() => _journal.Append(PictureRecord.Started(fileName, version)));
        }
    }

    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "Whatever a picture brings about is its own failure.")]
    private PictureRecord? Label(string fileName, int deaths, CancellationToken stop)
    {
        try
        {
            if (deaths >= DeathsToDoubt && _job.Survives?.Invoke(fileName) != true)
            {
                return PictureRecord.Failed(
                    fileName, $"{fileName}: the process ended {deaths} times while it was at this picture, which is set aside.");
            }

            LabelledPicture picture = _job.Label(fileName, stop);
            _check.Require(fileName, picture);
            return PictureRecord.Labelled(fileName, picture);
        }
        catch (OperationCanceledException)
        {
            lock (_lock)
            {
                _isGivenUp = true;
                Monitor.PulseAll(_lock);
            }

            return null;
        }
        catch (ClipSurgeryException error)
        {
            return PictureRecord.Failed(fileName, error.Message);
        }
        catch (Exception error)
        {
            return PictureRecord.Failed(fileName, $"{fileName}: {error.GetType().Name}: {error.Message}");
        }
    }

    /// <summary>Writes a result, and those that waited for it.</summary>
    private void Write(int place, PictureRecord record)
    {
        lock (_lock)
        {
            _waiting[place] = record;
            while (_fatal is null && _waiting.Remove(_written, out PictureRecord? next) && Try(() => _journal.Append(next)))
            {
                _written++;
                _failed += next.Status == PictureStatus.Failed ? 1 : 0;
                Try(() => Report(next.FileName, next.Error));
            }

            Monitor.PulseAll(_lock);
        }
    }

    /// <summary>
    /// Writes what waits behind a picture that was given up, and that such pictures did not end the process: the same command begins them
    /// again.
    /// </summary>
    private void GiveUpRest()
    {
        for (int place = _written, end = _taken; place < end; place++)
        {
            bool isLabelled = _waiting.Remove(place, out PictureRecord? record);
            _journal.Append(isLabelled ? record! : PictureRecord.Stopped(_pending[place]));
            _written += isLabelled ? 1 : 0;
            _failed += record?.Status == PictureStatus.Failed ? 1 : 0;
        }

        _journal.Flush();
    }

    /// <summary>
    /// False where the journal, or the one who is told of progress, fails: the run then ends with that, where it was begun. It would
    /// end the process if it left its thread, and nothing may be written behind a line that is cut off.
    /// </summary>
    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "It is thrown again where the run was begun.")]
    private bool Try(Action step)
    {
        try
        {
            step();
            return true;
        }
        catch (Exception error)
        {
            _fatal = error;
            return false;
        }
    }

    private void Report(string fileName, string? error)
    {
        TimeSpan elapsed = _job.Time.GetElapsedTime(_begin);
        _progress?.Report(new LabelProgress(
            _before + _written, _total, _failed, _before, elapsed > TimeSpan.Zero ? elapsed : TimeSpan.Zero, fileName, error));
    }
}
