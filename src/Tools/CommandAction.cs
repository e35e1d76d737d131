using System.CommandLine;

namespace ClipSurgery.Tools;

/// <summary>
/// Runs a command's work and turns its outcome into an exit code.
/// </summary>
internal static class CommandAction
{
    public static void SetWork(this Command command, ToolConsole console, Func<ParseResult, CancellationToken, int> work) =>
        command.SetStoppableWork(console, (parse, stop) => work(parse, stop.Token));

    /// <summary>The same for work that tells one signal from the other.</summary>
    public static void SetStoppableWork(this Command command, ToolConsole console, Func<ParseResult, StopSignals, int> work) =>
        command.SetAction(parse =>
        {
            using StopSignals stop = new(console);
            return Run(console, work, parse, stop);
        });

    private static int Run(ToolConsole console, Func<ParseResult, StopSignals, int> work, ParseResult parse, StopSignals stop)
    {
        try
        {
            return work(parse, stop);
        }
        catch (OperationCanceledException)
        {
            console.Error("cancelled; files that were written are complete.");
            return stop.ExitCode;
        }
        catch (Exception error) when (error is UsageException or ClipSurgeryException)
        {
            console.Error(error.Message);
            return IsOutsideOurControl(error) ? ExitCode.SomeFailed : ExitCode.WrongUse;
        }
    }

    /// <summary>A full disk and a network that is down are nobody's wrong use.</summary>
    private static bool IsOutsideOurControl(Exception error)
    {
        for (Exception? cause = error.InnerException; cause is not null; cause = cause.InnerException)
        {
            if (cause is HttpRequestException or TimeoutException || WriteProblem.IsDiskFull(cause))
            {
                return true;
            }
        }

        return false;
    }
}
