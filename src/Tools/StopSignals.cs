using System.Runtime.InteropServices;

namespace ClipSurgery.Tools;

/// <summary>
/// Hears Ctrl-C and SIGTERM: the first asks the work to end, a second Ctrl-C ends the process. A second SIGTERM does not: cluster
/// engines send more than one.
/// </summary>
internal sealed class StopSignals : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;

    public StopSignals()
    {
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

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
        {
            registration.Dispose();
        }

        _source.Dispose();
    }

    private void Handle(PosixSignalContext context)
    {
        bool isFirst = !_source.IsCancellationRequested;
        context.Cancel = isFirst || context.Signal == PosixSignal.SIGTERM;
        if (isFirst)
        {
            ExitCode = context.Signal == PosixSignal.SIGTERM ? Tools.ExitCode.Stopped : Tools.ExitCode.Cancelled;
            _source.Cancel();
        }
    }
}
