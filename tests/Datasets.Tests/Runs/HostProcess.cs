using System.Diagnostics;

namespace ClipSurgery.Tests;

/// <summary>Runs the program of <c>tests/DatasetHost</c>.</summary>
internal static class HostProcess
{
    /// <summary>Starts it; what it prints is thrown away.</summary>
    public static Process Start(params string[] arguments)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "ClipSurgery.DatasetHost.dll");
        ProcessStartInfo start = new("dotnet", [program, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // A process that ends itself on purpose leaves no core file.
        start.Environment["DOTNET_DbgEnableMiniDump"] = "0";
        Process process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    /// <summary>Runs it to its end.</summary>
    /// <returns>The exit code.</returns>
    public static int Run(TimeSpan limit, params string[] arguments)
    {
        using Process process = Start(arguments);
        if (!process.WaitForExit(limit))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"The host was still running after {limit.TotalSeconds} s: {string.Join(' ', arguments)}");
        }

        return process.ExitCode;
    }
}
