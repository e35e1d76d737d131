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

    /// <summary>Whether it was SIGTERM, as cluster engines send it.</summary>
    public bool IsTermination { get; private set; }

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
            IsTermination = context.Signal == PosixSignal.SIGTERM;
            _source.Cancel();
        }
    }
}
