namespace ClipSurgery.Tests;

/// <summary>An output folder belongs to one run, and to one process at a time.</summary>
public class OtherRunTests
{
    [Fact]
    public void A_run_with_other_options_is_refused_with_all_that_differs()
    {
        using TemporaryFolder folder = new();
        LabelJob job = FakeLabels.Job(folder.FullPath, 3);
        LabelRun.Run(job);

        ClipSurgeryException error = Assert.Throws<ClipSurgeryException>(() => LabelRun.Run(job with
        {
            Provenance = new Dictionary<string, string> { ["presence"] = "0.3", ["model"] = "large", ["tool"] = "fake" },
        }));

        Assert.Equal(
            $"{RunFiles.Journal(folder.FullPath)}: was made by another run: "
            + "model was not set and is large; presence was 0.16 and is 0.3. Give another --output: "
            + $"with --existing replace --existing-labels {folder.FullPath} classes that are the same are not computed again.",
            error.Message);
    }

    [Fact]
    public void A_run_with_other_classes_is_refused()
    {
        using TemporaryFolder folder = new();
        LabelJob job = FakeLabels.Job(folder.FullPath, 3);
        LabelRun.Run(job);

        ClipSurgeryException error = Assert.Throws<ClipSurgeryException>(
            () => LabelRun.Run(job with { Classes = [new() { Name = "cat" }, new() { Name = "horse" }] }));

        Assert.Contains(
            "class dog was number 2; color #00ff00 and is not set; class horse was not set and is number 2", error.Message);
    }

    [Fact]
    public void The_pictures_of_another_folder_are_refused()
    {
        using TemporaryFolder folder = new();
        LabelJob job = FakeLabels.Job(folder.FullPath, 3);
        LabelRun.Run(job with { PictureFolder = "/data/one" });

        ClipSurgeryException error = Assert.Throws<ClipSurgeryException>(
            () => LabelRun.Run(job with { PictureFolder = "/data/two" }));

        Assert.Equal(
            $"{RunFiles.Journal(folder.FullPath)}: labels the pictures of /data/one, and /data/two has none of them; give another --output.",
            error.Message);
    }

    [Fact]
    public void A_folder_is_the_same_with_a_separator_at_the_end()
    {
        using TemporaryFolder folder = new();
        LabelJob job = FakeLabels.Job(folder.FullPath, 3);
        LabelRun.Run(job with { PictureFolder = "/data/one/" });

        LabelRun.Run(job with { PictureFolder = "/data/../data/one" });

        Assert.Equal("/data/one", FinishedRun.Open(folder.FullPath).Dataset.PictureFolder);
    }

    [Fact]
    public void A_second_run_is_refused_while_the_first_goes_on_and_the_first_is_not_disturbed()
    {
        using TemporaryFolder folder = new();
        LabelJob job = FakeLabels.Job(folder.FullPath, 10);
        List<string> refusals = [];

        LabelRun.Run(job, new Listener(progress =>
        {
            if (progress.Done == 5)
            {
                refusals.Add(Assert.Throws<ClipSurgeryException>(() => LabelRun.Run(job)).Message);
                refusals.Add(Assert.Throws<ClipSurgeryException>(() => FinishedRun.Open(folder.FullPath)).Message);
            }
        }));

        string journal = RunFiles.Journal(folder.FullPath);
        Assert.Equal($"{journal}: another run is writing to it; wait until it ends, or give another --output.", refusals[0]);
        Assert.StartsWith($"{journal}: cannot be read (", refusals[1]);
        Assert.EndsWith("wait until no run writes to it.", refusals[1]);
        Assert.Equal(RunFiles.Uninterrupted(10), RunFiles.Result(folder.FullPath));
    }

    [Fact]
    public void A_folder_without_a_run_is_refused()
    {
        using TemporaryFolder folder = new();

        ClipSurgeryException error = Assert.Throws<ClipSurgeryException>(() => FinishedRun.Open(folder.FullPath));

        Assert.Equal($"{folder.FullPath}: holds no run; expected the --output folder of 'clip-surgery label'.", error.Message);
    }
}
