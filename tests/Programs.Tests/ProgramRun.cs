using System.Diagnostics;

namespace ClipSurgery.Tests;

/// <summary>What a program printed and returned.</summary>
internal sealed record ProgramRun(int ExitCode, string Output, string Errors)
{
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(60);

    /// <summary>Runs a program to its end.</summary>
    public static ProgramRun Of(string program, params string[] arguments) => Of([], program, arguments);

    /// <summary>Runs a program to its end.</summary>
    /// <param name="environment">What its environment has besides that of the tests.</param>
    /// <param name="program">Its name or path.</param>
    /// <param name="arguments">Its arguments.</param>
    public static ProgramRun Of(Dictionary<string, string> environment, string program, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(TimeLimit))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{program} was still running after {TimeLimit.TotalSeconds} s: {string.Join(' ', arguments)}");
        }

        return new ProgramRun(process.ExitCode, output.Result, errors.Result);
    }

    /// <summary>What it printed, without the line break at its end; the test fails where the program did.</summary>
    public string Succeeded()
    {
        Assert.True(ExitCode == 0, $"exit code {ExitCode}: {Output}{Errors}");
        return Output.TrimEnd();
    }
}
