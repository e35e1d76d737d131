namespace ClipSurgery.Tests;

public sealed class SystemdTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Systemd_reads_the_unit()
    {
        ProgramRun run = ProgramRun.Of(Program, "verify", Unit());

        Assert.Equal((0, ""), (run.ExitCode, $"{run.Output}{run.Errors}"));
    }

    /// <summary>0 is closed, 100 is open; a service that says nothing has 95.</summary>
    [Fact]
    public void The_service_may_do_little() =>
        ProgramRun.Of(Program, "security", "--offline=yes", "--threshold=15", Unit()).Succeeded();

    private static string Program => ExternalProgram.Require("systemd-analyze", "systemd");

    /// <summary>The unit with a program that this machine has: the one that it names is not installed.</summary>
    private string Unit()
    {
        const string Named = "/usr/local/bin/clip-surgery";
        string text = File.ReadAllText(Path.Combine(TestData.Root, "deploy", "systemd", "clip-surgery.service"));
        Assert.Contains(Named, text, StringComparison.Ordinal);
        string unit = _folder["clip-surgery.service"];
        File.WriteAllText(unit, text.Replace(Named, "/bin/true", StringComparison.Ordinal));
        return unit;
    }
}
