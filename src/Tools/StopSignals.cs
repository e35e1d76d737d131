using System.Runtime.InteropServices;

namespace ClipSurgery.Tools;

/// <summary>Hears Ctrl-C and SIGTERM: the first asks the work to end, the second ends the process.</summary>
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
        if (_source.IsCancellationRequested)
        {
            return;
        }

        context.Cancel = true;
        ExitCode = context.Signal == PosixSignal.SIGTERM ? Tools.ExitCode.Stopped : Tools.ExitCode.Cancelled;
        _source.Cancel();
    }
}
