using System.Globalization;

namespace ClipSurgery.Tests;

/// <summary>The recipes in <c>deploy/slurm</c> on a real cluster.</summary>
public sealed class SlurmTests : IDisposable
{
    private static readonly string[] Asked = ["--text", "bee", "--text", "pizza", "--workers", "1"];

    private readonly TemporaryFolder _folder = new();
    private readonly SlurmCluster _cluster;

    public SlurmTests()
    {
        try
        {
            _cluster = SlurmCluster.Start(_folder.Create("slurm"));
        }
        catch
        {
            _folder.Dispose();
            throw;
        }

        _cluster.JobEnvironment["CLIPSURGERY_CACHE"] = _folder["cache"];
    }

    /// <summary>The last task has the number of the whole array as its own: it must not take the others with it.</summary>
    [Fact]
    public void A_task_whose_program_was_stopped_runs_again_and_the_merge_waits_for_it()
    {
        UseStandIn("""
            [ "$1" = label ] && [ "$SLURM_ARRAY_TASK_ID" = 3 ] && [ "${SLURM_RESTART_COUNT:-0}" = 0 ] && wait_for_signal
            """);
        string job = _cluster.Submit("label.sbatch", ["--array=0-3"], "pic tures", "--labels", "labels.yaml");
        _cluster.Submit("merge.sbatch", [$"--dependency=afterany:{job}"], "labelled");
        WaitForFile("waiting-3");
        _cluster.Stop($"{job}_3");
        _cluster.WaitForJobs();
        string[] log = Log();
        Assert.Equal(
            [
                "0 of 4, start 0: label pic tures --labels labels.yaml",
                "1 of 4, start 0: label pic tures --labels labels.yaml",
                "2 of 4, start 0: label pic tures --labels labels.yaml",
                "3 of 4, start 0: label pic tures --labels labels.yaml",
            ],
            log[..4].Order(StringComparer.Ordinal));
        Assert.Equal(
            ["3 of 4, start 1: label pic tures --labels labels.yaml", "none of none, start 0: merge labelled"],
            log[4..]);
    }

    [Fact]
    public void A_task_that_was_cancelled_does_not_run_again()
    {
        UseStandIn("wait_for_signal");
        string job = _cluster.Submit("label.sbatch", ["--array=0-0"]);
        WaitForFile("waiting-0");
        _cluster.Cancel($"{job}_0");
        _cluster.WaitForJobs();
        Assert.Equal(["0 of 1, start 0: label"], Log());
    }

    [Fact]
    public void An_array_one_of_whose_tasks_was_stopped_midway_merges_to_the_bytes_of_a_single_run()
    {
        string pictures = CopyPictures(12);
        string whole = _folder["whole"];
        string shards = _folder["shards"];
        string journal = Path.Combine(shards, "journal", "part-00001-of-00004.jsonl");
        string assembly = Path.Combine(AppContext.BaseDirectory, "clip-surgery.dll");
        string program = Script.Write(_folder["clip-surgery"], $"exec dotnet '{assembly}' \"$@\"");
        ProgramRun.Of(program, ["label", pictures, .. Asked, "--output", whole]).Succeeded();

        UseHalting(program, journal);
        string job = _cluster.Submit("label.sbatch", ["--array=0-3%2"], [pictures, .. Asked, "--output", shards]);
        _cluster.Submit("merge.sbatch", [$"--dependency=afterany:{job}"], shards);
        WaitForFile("waiting-1");
        _cluster.Stop($"{job}_1");
        _cluster.WaitForJobs();

        Assert.True(File.Exists(_folder["stopped"]), _cluster.Printed());
        long midway = long.Parse(File.ReadAllText(_folder["stopped"]), CultureInfo.InvariantCulture);
        Assert.True(new FileInfo(journal).Length > midway, _cluster.Printed());
        Assert.Contains("\"score\"", File.ReadAllText(Path.Combine(whole, "annotations.json")), StringComparison.Ordinal);
        string merged = Path.Combine(shards, "annotations.json");
        Assert.True(File.Exists(merged), _cluster.Printed());
        Assert.Equal(File.ReadAllBytes(Path.Combine(whole, "annotations.json")), File.ReadAllBytes(merged));
    }

    public void Dispose()
    {
        _cluster.Dispose();
        _folder.Dispose();
    }

    /// <summary>A program in the place of clip-surgery: it logs what it was called with, and may wait to be stopped.</summary>
    private void UseStandIn(string text) => UseScript("stand-in", $$"""
        wait_for_signal() {
            trap 'exit 75' TERM
            touch '{{_folder.FullPath}}'/waiting-"$SLURM_ARRAY_TASK_ID"
            for _ in $(seq 600); do sleep 0.1; done
        }
        task="${SLURM_ARRAY_TASK_ID:-none} of ${SLURM_ARRAY_TASK_COUNT:-none}, start ${SLURM_RESTART_COUNT:-0}"
        echo "$task: $*" >> '{{_folder["log"]}}'
        {{text}}
        exit 0
        """);

    /// <summary>The program itself; task 1 is halted at its first start once it has a result, until the signal comes.</summary>
    private void UseHalting(string program, string journal) => UseScript("halting", $$"""
        [ "$1 $SLURM_ARRAY_TASK_ID ${SLURM_RESTART_COUNT:-0}" = "label 1 0" ] || exec '{{program}}' "$@"
        '{{program}}' "$@" &
        trap 'kill -CONT $!' TERM
        until [ "$(cat '{{journal}}' 2> /dev/null | wc -l)" -ge 3 ]; do sleep 0.01; done
        kill -STOP $!
        touch '{{_folder.FullPath}}'/waiting-1
        while kill -0 $! 2> /dev/null; do
            wait $!
            status=$?
        done
        stat --format=%s '{{journal}}' > '{{_folder["stopped"]}}'
        exit $status
        """);

    private void UseScript(string name, string text) =>
        _cluster.JobEnvironment["CLIPSURGERY"] = Script.Write(_folder[name], text);

    private string[] Log()
    {
        Assert.True(File.Exists(_folder["log"]), _cluster.Printed());
        return File.ReadAllLines(_folder["log"]);
    }

    private void WaitForFile(string name) => _cluster.Until(name, () => File.Exists(_folder[name]));

    private string CopyPictures(int count)
    {
        string folder = _folder.Create("pictures");
        string[] all = Directory.GetFiles(Path.Combine(TestData.Root, "bench", "data", "emoji-dev", "images"));
        foreach (string file in all.Order(StringComparer.Ordinal).Take(count))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }

        return folder;
    }
}
