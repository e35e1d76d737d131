namespace ClipSurgery.Tools;

/// <summary>How far a label run is.</summary>
internal enum AgentRunState
{
    /// <summary>A process works on it.</summary>
    Running,

    /// <summary>All of it is done, and the results are written.</summary>
    Done,

    /// <summary>It was stopped or died; the same call goes on with it.</summary>
    Stopped,

    /// <summary>It could not do what was asked.</summary>
    Failed,
}

/// <summary>
/// A label run as an agent sees it: an output folder and nothing else, so that it can be asked about by any process, for ever, and also where
/// a person began it.
/// </summary>
/// <param name="folder">The output folder, where it really lies.</param>
internal sealed class AgentRun(string folder)
{
    private const int ShownLines = 12;

    /// <summary>A log is read from its end: it may be long.</summary>
    private const int TailBytes = 1 << 16;

    private readonly RunFolder _folder = new(folder);

    /// <summary>What the run's process says.</summary>
    public string Log { get; } = Path.Combine(folder, "mcp-run.log");

    /// <summary>Whether a process works on it now.</summary>
    public bool IsRunning => DetachedProcess.HoldsLock(Log) || _folder.FindJournals().Any(journal => DetachedProcess.HoldsLock(journal.Path));

    /// <summary>Whether the folder holds a run, or the log of one that did not get far.</summary>
    public bool Exists => File.Exists(Log) || _folder.FindJournals().Count > 0;

    /// <summary>The COCO file; null where it is not written yet.</summary>
    public string? Annotations => File.Exists(_folder.Annotations) ? _folder.Annotations : null;

    /// <summary>The list of what failed; null where nothing did.</summary>
    public string? Failures => File.Exists(_folder.Failures) ? _folder.Failures : null;

    /// <summary>
    /// How far it is. A journal that is being written to is locked, and the log tells instead, every ten seconds; afterwards the journal does.
    /// </summary>
    /// <returns>The state, and the numbers of pictures as far as they are known.</returns>
    /// <exception cref="ClipSurgeryException">The journal is damaged.</exception>
    public (AgentRunState State, int? Total, int? Done, int? Failed, int? Instances) Read(IReadOnlyList<string> log)
    {
        (int Done, int Total, int Failed)? told = log.Select(LabelProgressView.Read).LastOrDefault(progress => progress is not null);
        if (IsRunning)
        {
            return (AgentRunState.Running, told?.Total, told?.Done - told?.Failed, told?.Failed, null);
        }

        RunIndex index = new();
        bool[] ends = [.. _folder.FindJournals().Select(journal => index.Add(journal.Path))];
        bool isComplete = ends.Length > 0 && ends.All(isEnd => isEnd);
        IReadOnlyList<PicturePlace> done = index.InOrder();
        int failed = index.Failures.Count;
        return (
            DetachedProcess.ExitCodeOf(log) == ExitCode.WrongUse ? AgentRunState.Failed
                : isComplete && Annotations is not null ? AgentRunState.Done
                : AgentRunState.Stopped,
            isComplete ? done.Count + failed : told?.Total,
            done.Count,
            failed,
            done.Sum(place => place.Instances));
    }

    /// <summary>The end of the log, without blank lines; empty where there is none.</summary>
    public IReadOnlyList<string> ReadLog()
    {
        FileKinds.RefuseSpecial(Log);
        try
        {
            using FileStream stream = new(Log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            stream.Seek(Math.Max(0, stream.Length - TailBytes), SeekOrigin.Begin);
            using StreamReader reader = new(stream);
            return [.. reader.ReadToEnd().Split('\n').Select(line => PlainText.Message(line).TrimEnd()).Where(line => line.Length > 0)];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>The lines that an agent is shown: the last ones, and of those that tell progress only the latest.</summary>
    public static IEnumerable<string> Shown(IReadOnlyList<string> log)
    {
        int latest = log.Index().Where(line => LabelProgressView.Read(line.Item) is not null).Select(line => line.Index).LastOrDefault(-1);
        return log.Where((line, place) => (place == latest || LabelProgressView.Read(line) is null) && line.Any(char.IsLetterOrDigit)).TakeLast(ShownLines);
    }
}
