namespace ClipSurgery.Tests;

public class FinishedShardsTests
{
    private const int Count = 50;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(16)]
    public void Shards_give_the_bytes_of_one_run_in_any_order_and_with_duplicates(int shards)
    {
        using TemporaryFolder folder = new();
        string[] folders = LabelShards(folder, shards);
        string expected = RunFiles.Uninterrupted(Count);
        LabelRun.Run(FakeLabels.Job(folder["again"], Count) with { Shard = new Shard(0, shards) });

        for (int turn = 0; turn < 5; turn++)
        {
            string[] shuffled = [.. folders, folder["again"], folders[^1]];
            new Random(turn).Shuffle(shuffled);

            Assert.Equal(expected, RunFiles.Result(shuffled));
        }
    }

    [Fact]
    public void Shards_may_share_a_folder_while_they_run()
    {
        using TemporaryFolder folder = new();

        Parallel.For(0, 4, index => LabelRun.Run(FakeLabels.Job(folder.FullPath, Count) with { Shard = new Shard(index, 4) }));

        Assert.Equal(RunFiles.Uninterrupted(Count), RunFiles.Result(folder.FullPath));
    }

    [Fact]
    public void A_run_may_be_divided_anew_where_one_division_is_complete()
    {
        using TemporaryFolder folder = new();
        string[] folders = LabelShards(folder, 3);
        LabelRun.Run(FakeLabels.Job(folder["other"], Count) with { Shard = new Shard(1, 5) });

        Assert.Equal(RunFiles.Uninterrupted(Count), RunFiles.Result([folder["other"], .. folders]));
    }

    [Fact]
    public void Missing_shards_and_those_that_are_not_complete_are_named()
    {
        using TemporaryFolder folder = new();
        string[] folders = LabelShards(folder, 7);
        using CancellationTokenSource stop = new();
        stop.Cancel();
        LabelRun.Run(FakeLabels.Job(folder["begun"], Count) with { Shard = new Shard(5, 7) }, null, stop.Token);
        string[] some = [.. folders.Where((_, i) => i is not 2 and not 5), folder["begun"]];

        ClipSurgeryException error = Assert.Throws<ClipSurgeryException>(() => FinishedRun.Open(some));

        Assert.StartsWith(string.Join(", ", some), error.Message);
        Assert.Contains(": 2 of 7 shards are missing or not complete (2, 5); give the same", error.Message);
    }

    [Fact]
    public void Shards_of_different_runs_are_refused_with_what_differs()
    {
        using TemporaryFolder folder = new();
        string[] folders = LabelShards(folder, 2);
        LabelRun.Run(FakeLabels.Job(folder["other"], Count) with
        {
            Shard = new Shard(1, 2),
            Provenance = new Dictionary<string, string> { ["tool"] = "fake", ["presence"] = "0.5" },
        });

        ClipSurgeryException error = Assert.Throws<ClipSurgeryException>(() => FinishedRun.Open(folders[0], folder["other"]));

        Assert.Contains("is of another run than", error.Message);
        Assert.Contains("presence was 0.5 and is 0.16", error.Message);
    }

    [Fact]
    public void Two_different_results_of_a_picture_are_refused_with_its_name_and_both_files()
    {
        using TemporaryFolder folder = new();
        LabelJob job = FakeLabels.Job(folder["a"], Count);
        string name = job.FileNames.First(name => !FakeLabels.Fails(name));
        LabelRun.Run(job);
        LabelRun.Run(job with
        {
            Output = folder["b"],
            Label = (file, _) => file == name ? new LabelledPicture(100, 100, 1, []) : FakeLabels.Label(file),
        });

        ClipSurgeryException error = Assert.Throws<ClipSurgeryException>(() => FinishedRun.Open(folder["b"], folder["a"]));

        Assert.Equal(
            $"{name}: has one result in {RunFiles.Journal(folder["a"])} and another in {RunFiles.Journal(folder["b"])}; "
            + "was the picture changed? Label that folder again.",
            error.Message);
    }

    [Fact]
    public void A_result_takes_the_place_of_a_failure_in_either_order()
    {
        using TemporaryFolder folder = new();
        LabelRun.Run(FakeLabels.Job(folder["b"], Count));
        foreach (string name in (string[])["a", "c"])
        {
            LabelRun.Run(FakeLabels.Job(folder[name], Count) with { Label = (picture, _) => throw FakeLabels.Failure(picture) });
        }

        string expected = RunFiles.Uninterrupted(Count);
        Assert.Equal(expected, RunFiles.Result(folder["a"], folder["b"]));
        Assert.Equal(expected, RunFiles.Result(folder["b"], folder["c"]));
    }

    private static string[] LabelShards(TemporaryFolder folder, int shards)
    {
        string[] folders = [.. Enumerable.Range(0, shards).Select(index => folder[$"part {index}"])];
        for (int index = 0; index < shards; index++)
        {
            LabelRun.Run(FakeLabels.Job(folders[index], Count) with { Shard = new Shard(index, shards), Workers = 2 });
        }

        return folders;
    }

    [Fact]
    public void A_journal_that_lacks_a_line_is_refused_until_the_run_has_mended_it()
    {
        using TemporaryFolder folder = new();
        LabelJob job = FakeLabels.Job(folder.FullPath, 5);
        LabelRun.Run(job);
        string[] lines = RunFiles.Lines(folder.FullPath);
        int lost = Array.FindLastIndex(lines, line => line.Contains("\"status\":\"ok\""));
        File.WriteAllText(RunFiles.Journal(folder.FullPath), string.Concat(lines.Where((_, i) => i != lost).Select(line => $"{line}\n")));

        ClipSurgeryException error = Assert.Throws<ClipSurgeryException>(() => FinishedRun.Open(folder.FullPath));

        Assert.Contains("its end line counts 5 pictures, but it has the results of 4; give the same", error.Message);
        LabelRun.Run(job);
        Assert.Equal(RunFiles.Uninterrupted(5), RunFiles.Result(folder.FullPath));
    }
}
