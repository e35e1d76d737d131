using System.Runtime.InteropServices;

namespace ClipSurgery.Tools;

/// <summary>
/// Hears Ctrl-C and SIGTERM. The first says so at once and asks the work to end; what does not listen, such as the loading of a model, is
/// cut off after two seconds, which loses nothing: files are written under other names first, and journals line by line. A second
/// signal ends the process at once.
/// </summary>
internal sealed partial class StopSignals : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1.8);

    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;
    private readonly ToolConsole _console;
    private Timer? _end;

    public StopSignals(ToolConsole console)
    {
        _console = console;
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle),
        ];
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>What the program returns once it was stopped: SIGTERM is what cluster engines send before they start it again.</summary>
    public int ExitCode { get; private set; } = Tools.ExitCode.Cancelled;

    /// <summary>As a first signal does, but for another reason and with no word about it.</summary>
    /// <param name="exitCode">What the program is to return.</param>
    public void Begin(int exitCode)
    {
        if (!_source.IsCancellationRequested)
        {
            ExitCode = exitCode;
            Begin();
        }
    }

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
        {
            registration.Dispose();
        }

        _end?.Dispose();
        _source.Dispose();
    }

    private void Handle(PosixSignalContext context)
    {
        bool isFirst = !_source.IsCancellationRequested;
        context.Cancel = isFirst;
        if (isFirst)
        {
            ExitCode = context.Signal == PosixSignal.SIGTERM ? Tools.ExitCode.Stopped : Tools.ExitCode.Cancelled;
            _console.Done("stopping ...");
            Begin();
        }
    }

    private void Begin()
    {
        _end = new Timer(_ => End(), null, Patience, Timeout.InfiniteTimeSpan);
        _source.Cancel();
    }

    private void End()
    {
        _console.Error("stopped; files that were written are complete.");
        if (OperatingSystem.IsWindows())
        {
            Environment.Exit(ExitCode);
        }

        // Not Environment.Exit, whose cleaning up would wait for what does not listen.
        ExitNow(ExitCode);
    }

    [LibraryImport("libc", EntryPoint = "_exit")]
    private static partial void ExitNow(int code);
}
