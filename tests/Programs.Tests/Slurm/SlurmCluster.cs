using System.Diagnostics;
using System.Security.Cryptography;

namespace ClipSurgery.Tests;

/// <summary>A real Slurm cluster of this machine alone, with a folder and ports of its own, and gone at the end.</summary>
internal sealed class SlurmCluster : IDisposable
{
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(90);

    private static readonly TimeSpan ShutdownTime = TimeSpan.FromSeconds(5);

    private readonly string _folder;
    private readonly Dictionary<string, string> _environment;
    private readonly List<Process> _daemons = [];

    private SlurmCluster(string folder)
    {
        _folder = folder;
        _environment = new() { ["SLURM_CONF"] = Path.Combine(folder, "slurm.conf") };
    }

    /// <summary>Starts it and waits until it takes jobs; the test is left out where Slurm is not installed.</summary>
    /// <param name="folder">An empty folder.</param>
    public static SlurmCluster Start(string folder)
    {
        string[] programs = [.. ((string[])["slurmctld", "slurmd"]).Select(name => ExternalProgram.Require(name, "slurm-wlm"))];
        string munged = ExternalProgram.Require("munged", "munge");
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "A cluster can be started by root alone.");
        SlurmCluster cluster = new(folder);
        try
        {
            cluster.WriteFiles();
            cluster.StartDaemon(
                munged, "--foreground", "--force", $"--socket={folder}/munge.sock", $"--key-file={folder}/munge.key",
                $"--pid-file={folder}/munged.pid", $"--seed-file={folder}/munged.seed");
            cluster.Until("munged's socket", () => File.Exists(Path.Combine(folder, "munge.sock")));
            foreach (string program in programs)
            {
                cluster.StartDaemon(program, "-D");
            }

            cluster.Until("the node", () => cluster.Run("sinfo", "--noheader", "--format=%T").Output.Trim() == "idle");
            return cluster;
        }
        catch
        {
            cluster.Dispose();
            throw;
        }
    }

    /// <summary>What programs that jobs run find in their environment besides.</summary>
    public IDictionary<string, string> JobEnvironment => _environment;

    /// <summary>Submits a recipe and returns the job's number.</summary>
    public string Submit(string recipe, string[] options, params string[] arguments) => Run(
        "sbatch",
        [
            "--parsable", $"--output={Path.Combine(_folder, "%x-%a.out")}", "--mem=0", "--cpus-per-task=1", .. options,
            Path.Combine(TestData.Root, "deploy", "slurm", recipe), .. arguments,
        ]).Succeeded();

    /// <summary>Ends a task for good.</summary>
    public void Cancel(string task) => Run("scancel", task).Succeeded();

    /// <summary>
    /// Sends SIGTERM to a task's program alone. Where others of the array wait, scancel sends it twice in a row to a
    /// step, as here, but to a task again and again, its next start included.
    /// </summary>
    public void Stop(string task)
    {
        string job = Run("squeue", "--noheader", "--jobs", task, "--format=%A").Succeeded();
        Run("scancel", "--signal=TERM", $"{job}.0").Succeeded();
    }

    /// <summary>Waits until no job is left.</summary>
    public void WaitForJobs() => Until("the end of all jobs", () => Run("squeue", "--noheader").Succeeded().Length == 0);

    /// <summary>What the daemons and the jobs printed, for messages of failing tests.</summary>
    public string Printed() => string.Join('\n', Directory.GetFiles(_folder, "*.out").Order(StringComparer.Ordinal)
        .Select(file => $"{Path.GetFileName(file)}: {File.ReadAllText(file)}"));

    /// <summary>Waits for something that takes a while.</summary>
    public void Until(string what, Func<bool> holds)
    {
        long begin = Stopwatch.GetTimestamp();
        while (!holds())
        {
            bool isInTime = Stopwatch.GetElapsedTime(begin) < TimeLimit;
            Assert.True(isInTime, $"Waited {TimeLimit.TotalSeconds} s for {what}.\n{Printed()}");
            Thread.Sleep(100);
        }
    }

    public void Dispose()
    {
        Run("scontrol", "shutdown");
        foreach (Process process in Enumerable.Reverse(_daemons))
        {
            // Munged is not told to end, and is started first.
            if (process == _daemons[0] || !process.WaitForExit(ShutdownTime))
            {
                process.Kill(entireProcessTree: true);
                process.WaitForExit();
            }

            process.Dispose();
        }

        // Jobs and their guards are no children of the daemons any more, but have this cluster's folder in their environment.
        foreach (Process process in Process.GetProcesses().Where(IsOfCluster))
        {
            process.Kill();
        }
    }

    private ProgramRun Run(string program, params string[] arguments) => ProgramRun.Of(_environment, program, arguments);

    private void WriteFiles()
    {
        foreach (string name in (string[])["state", "spool"])
        {
            Directory.CreateDirectory(Path.Combine(_folder, name));
        }

        string template = Path.Combine(TestData.Root, "tests", "Programs.Tests", "Slurm", "slurm.conf");
        string text = File.ReadAllText(template)
            .Replace("{folder}", _folder, StringComparison.Ordinal)
            .Replace("{host}", Environment.MachineName, StringComparison.Ordinal)
            .Replace("{controller_port}", $"{FreePort.Next()}", StringComparison.Ordinal)
            .Replace("{node_port}", $"{FreePort.Next()}", StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(_folder, "slurm.conf"), text);
        string key = Path.Combine(_folder, "munge.key");
        File.WriteAllBytes(key, RandomNumberGenerator.GetBytes(1024));
        ProgramRun.Of(_environment, "chmod", "400", key).Succeeded();
    }

    private void StartDaemon(string program, params string[] arguments)
    {
        string printed = Path.Combine(_folder, $"{Path.GetFileName(program)}.out");
        ProcessStartInfo start = new("bash", ["-c", "exec \"$@\" > \"$0\" 2>&1", printed, program, .. arguments]);
        foreach ((string name, string value) in _environment)
        {
            start.Environment[name] = value;
        }

        _daemons.Add(Process.Start(start)!);
    }

    private bool IsOfCluster(Process process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process.Id}/environ").Contains(_environment["SLURM_CONF"], StringComparison.Ordinal);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
