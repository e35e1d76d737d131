using System.Diagnostics;

namespace ClipSurgery.Tools;

/// <summary>This program once more, as a process of its own.</summary>
internal static class OtherProcess
{
    /// <summary>Longer than any picture takes that is worth waiting for.</summary>
    private static readonly TimeSpan TimeLimit = TimeSpan.FromMinutes(10);

    /// <summary>How this program is started with some arguments.</summary>
    public static ProcessStartInfo Command(IEnumerable<string> arguments)
    {
        string program = Environment.ProcessPath!;
        bool isHosted = Path.GetFileNameWithoutExtension(program) == "dotnet";
        return new ProcessStartInfo(program, [.. isHosted ? [Environment.GetCommandLineArgs()[0]] : (string[])[], .. arguments]);
    }

    /// <summary>Runs this process's own command line with some more arguments; true where it ends by itself, and with success.</summary>
    public static bool Survives(params string[] more)
    {
        ProcessStartInfo start = Command([.. Environment.GetCommandLineArgs()[1..], .. more]);
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        using Process process = Process.Start(start)!;
        process.OutputDataReceived += Ignore;
        process.ErrorDataReceived += Ignore;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        if (process.WaitForExit(TimeLimit))
        {
            return process.ExitCode == ExitCode.Done;
        }

        process.Kill(entireProcessTree: true);
        return false;

        static void Ignore(object sender, DataReceivedEventArgs line)
        {
        }
    }
}
