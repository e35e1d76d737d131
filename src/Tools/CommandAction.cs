using System.CommandLine;

namespace ClipSurgery.Tools;

/// <summary>
/// Runs a command's work off the invoking thread, so that Ctrl-C is heard, and turns its outcome into an exit code.
/// </summary>
internal static class CommandAction
{
    public static void SetWork(this Command command, ToolConsole console, Func<ParseResult, CancellationToken, int> work) =>
        command.SetAction((parse, cancellationToken) => Task.Run(() => Run(console, () => work(parse, cancellationToken)), CancellationToken.None));

    private static int Run(ToolConsole console, Func<int> work)
    {
        try
        {
            return work();
        }
        catch (OperationCanceledException)
        {
            console.Error("cancelled; files that were written are complete.");
            return ExitCode.Cancelled;
        }
        catch (Exception error) when (error is UsageException or ClipSurgeryException)
        {
            console.Error(error.Message);
            return ExitCode.WrongUse;
        }
    }
}
