namespace ClipSurgery.Tests;

public class ScriptTests
{
    public static TheoryData<string> Scripts => ["slurm/label.sbatch", "slurm/merge.sbatch", "aws-batch/submit.sh"];

    [Theory]
    [MemberData(nameof(Scripts))]
    public void Bash_reads_the_script(string script) =>
        ProgramRun.Of(ExternalProgram.Require("bash", "bash"), "-n", PathOf(script)).Succeeded();

    [Theory]
    [MemberData(nameof(Scripts))]
    public void Shellcheck_finds_nothing(string script) =>
        ProgramRun.Of(ExternalProgram.Require("shellcheck", "shellcheck"), PathOf(script)).Succeeded();

    private static string PathOf(string script) => Path.Combine(TestData.Root, "deploy", script);
}
