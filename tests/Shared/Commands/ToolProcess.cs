using System.Diagnostics;

namespace ClipSurgery.Tests;

/// <summary>What a run of the tool printed and returned.</summary>
internal sealed record ToolRun(int ExitCode, string Output, string Errors)
{
    /// <summary>The lines that begin with "error:".</summary>
    public string[] ErrorLines => [.. Errors.Split('\n').Where(line => line.StartsWith("error:", StringComparison.Ordinal))];
}

/// <summary>Runs the built tool as a process, in a folder of its own and with a cache that all tests share.</summary>
internal sealed class ToolProcess : IDisposable
{
    /// <summary>Variables of whoever runs the tests that the tool must not see.</summary>
    public static readonly string[] ForeignVariables = ["CLIPSURGERY_MODELS", "HF_ENDPOINT", "HF_TOKEN", "HF_HUB_OFFLINE"];

    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(60);

    public string Folder { get; } = Directory.CreateTempSubdirectory("clip-surgery ü ").FullName;

    public string this[params string[] parts] => Path.Combine([Folder, .. parts]);

    /// <summary>What the tool's environment has besides that of the tests.</summary>
    public Dictionary<string, string> Environment { get; } = [];

    public Process Start(params string[] arguments) => Start(arguments, withInput: false);

    public Process Start(string[] arguments, bool withInput)
    {
        ProcessStartInfo start = new("dotnet", [Path.Combine(AppContext.BaseDirectory, "clip-surgery.dll"), .. arguments])
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = withInput,
            StandardOutputEncoding = System.Text.Encoding.UTF8,
        };
        start.Environment["CLIPSURGERY_CACHE"] = SharedCache.FullPath;
        foreach (string name in ForeignVariables)
        {
            start.Environment.Remove(name);
        }

        foreach ((string name, string value) in Environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    public ToolRun Run(params string[] arguments)
    {
        using Process process = Start(arguments);
        Task<string> errors = process.StandardError.ReadToEndAsync();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(TimeLimit))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"The tool was still running after {TimeLimit.TotalSeconds} s: {string.Join(' ', arguments)}");
        }

        return new ToolRun(process.ExitCode, output.Result, errors.Result);
    }

    /// <summary>Copies a reference picture into the folder.</summary>
    public void Add(string picture, string name) => File.Copy(TestData.Golden("demo", picture), this[name]);

    /// <summary>Every file of a folder with its content, in ordinal order.</summary>
    public IEnumerable<(string Name, byte[] Content)> Files(string folder) =>
        Directory.EnumerateFiles(this[folder], "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(file => (Path.GetRelativePath(this[folder], file), File.ReadAllBytes(file)));

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
