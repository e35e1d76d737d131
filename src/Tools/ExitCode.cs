namespace ClipSurgery.Tools;

/// <summary>What the program returns to the shell.</summary>
internal static class ExitCode
{
    public const int Done = 0;
    public const int SomeFailed = 1;
    public const int WrongUse = 2;

    /// <summary>Stopped by SIGTERM: the same command does, or goes on with, the rest (EX_TEMPFAIL of sysexits.h).</summary>
    public const int Stopped = 75;
    public const int Cancelled = 130;
}
