using System.Diagnostics;
using System.Runtime.InteropServices;

namespace ClipSurgery.Tools;

/// <summary>
/// A process of this program that outlives the one that started it. It belongs to no terminal and no group of the other one, and what it says
/// goes into a log that it holds locked while it lives: whoever cannot lock the log knows that it is at work.
/// </summary>
internal static partial class DetachedProcess
{
    /// <summary>Between the two processes alone: names the log.</summary>
    private const string Variable = "CLIPSURGERY_DETACHED_LOG";

    private const string ExitLine = "exit code ";
    private const int StandardOutput = 1;
    private const int StandardError = 2;

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(20);

    /// <summary>Open as long as the process lives: it is the lock.</summary>
    private static FileStream? _log;

    /// <summary>Makes this process such a one where it was started to be; called before anything is printed.</summary>
    public static void Enter()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } path)
        {
            return;
        }

        // Its own processes are to be none.
        Environment.SetEnvironmentVariable(Variable, null);
        _log = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
        if (OperatingSystem.IsWindows())
        {
            StreamWriter writer = new(_log) { AutoFlush = true };
            Console.SetOut(writer);
            Console.SetError(writer);
            return;
        }

        // Native code writes there too, and the runtime when it dies. The session is what signals of a terminal are sent to.
        _ = NewSession();
        Redirect((int)_log.SafeFileHandle.DangerousGetHandle(), StandardOutput);
        Redirect((int)_log.SafeFileHandle.DangerousGetHandle(), StandardError);
    }

    /// <summary>Writes the exit code as the last line of the log; without it the process was killed.</summary>
    /// <returns>The exit code.</returns>
    public static int Leave(int exitCode)
    {
        if (_log is not null)
        {
            Console.Error.WriteLine($"{ExitLine}{exitCode}");
        }

        return exitCode;
    }

    /// <summary>The exit code that a log ends with; null where its process lives, or was killed.</summary>
    public static int? ExitCodeOf(IReadOnlyList<string> log) =>
        log is [.., var last] && last.StartsWith(ExitLine, StringComparison.Ordinal) && int.TryParse(last.AsSpan(ExitLine.Length), out int code)
            ? code
            : null;

    /// <summary>Starts this program with some arguments; returns when it holds its log.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="log">The log; an earlier one is replaced.</param>
    /// <param name="cancellationToken">Ends the wait, not the process.</param>
    /// <exception cref="ClipSurgeryException">It could not be started.</exception>
    public static async Task Start(IEnumerable<string> arguments, string log, CancellationToken cancellationToken)
    {
        ProcessStartInfo start = OtherProcess.Command(arguments);
        start.Environment[Variable] = log;

        // Standard output is the protocol's here, and the process must not have it.
        (start.RedirectStandardInput, start.RedirectStandardOutput, start.RedirectStandardError) = (true, true, true);
        if (OperatingSystem.IsWindows())
        {
            start.CreateNewProcessGroup = true;
        }

        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(StartLimit);
        while (!HoldsLock(log) && !process.HasExited)
        {
            try
            {
                await Task.Delay(Poll, limit.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                throw new ClipSurgeryException($"The run did not begin within {StartLimit.TotalSeconds} seconds; try again when this machine has less to do.");
            }
        }

        if (process.HasExited && !File.Exists(log))
        {
            throw new ClipSurgeryException($"The run could not be started: {PlainText.Message(await process.StandardError.ReadToEndAsync(cancellationToken)).Trim()}");
        }
    }

    /// <summary>Whether a process holds a file locked.</summary>
    public static bool HoldsLock(string path)
    {
        if (!File.Exists(path))
        {
            return false;
        }

        try
        {
            using FileStream probe = new(path, FileMode.Open, FileAccess.Write, FileShare.None);
            return false;
        }
        catch (IOException error) when (JournalFile.LockErrors.Contains(error.HResult))
        {
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Makes a descriptor mean the same file as another one.</summary>
    [LibraryImport("libc", EntryPoint = "dup2", SetLastError = true)]
    public static partial int Redirect(int from, int to);

    [LibraryImport("libc", EntryPoint = "setsid", SetLastError = true)]
    private static partial int NewSession();
}
