namespace ClipSurgery.Tests;

public class LabelRunTests
{
    [Fact]
    public void A_run_gives_every_picture_in_the_order_of_the_names()
    {
        using TemporaryFolder folder = new();
        LabelJob job = FakeLabels.Job(folder.FullPath, 30);

        LabelSummary summary = LabelRun.Run(job with { FileNames = [.. job.FileNames.Reverse()] });

        FinishedRun run = FinishedRun.Open(folder.FullPath);
        Assert.Equal(new LabelSummary(RunOutcome.Complete, 30, run.Failures.Count), summary);
        Assert.Equal(job.FileNames.Where(name => !FakeLabels.Fails(name)), run.Dataset.Images.Select(image => image.FileName));
        Assert.Equal(job.FileNames.Where(FakeLabels.Fails), run.Failures.Select(failure => failure.FileName));
        Assert.Equal(Enumerable.Range(1, run.Dataset.Images.Count), run.Dataset.Images.Select(image => (int)image.Id));
        CocoAnnotation[] annotations = [.. run.Dataset.Pictures.SelectMany(picture => picture.Annotations)];
        Assert.Equal(Enumerable.Range(1, annotations.Length).Select(id => (long)id), annotations.Select(found => found.Id));
        Assert.Equal([annotations.Count(found => found.CategoryId == 1), annotations.Count(found => found.CategoryId == 2)],
            run.Dataset.CountInstances());
        foreach (PictureLabels picture in run.Dataset.Pictures)
        {
            LabelledPicture expected = FakeLabels.Label(picture.Image.FileName);
            Assert.Equal((expected.Width, expected.Height), (picture.Image.Width, picture.Image.Height));
            Assert.Equal(expected.ExifOrientation, picture.Image.ExifOrientation);
            Assert.Equal(expected.Instances.Select(instance => instance.Mask), picture.Annotations.Select(found => found.Mask));
            Assert.Equal(expected.Instances.Select(instance => instance.Score), picture.Annotations.Select(found => found.Score));
        }
    }

    [Fact]
    public void What_existing_labels_number_keeps_its_ids_and_the_rest_counts_on()
    {
        using TemporaryFolder folder = new();
        string[] names =
            [.. FakeLabels.Job(folder.FullPath, 30).FileNames.Where(name => !FakeLabels.Fails(name) && FakeLabels.Label(name).Instances.Count > 0).Take(3)];
        LabelRun.Run(FakeLabels.Job(folder.FullPath, 30) with
        {
            FileNames = names,
            Label = (name, _) =>
            {
                LabelledPicture picture = FakeLabels.Label(name);
                return name != names[1] ? picture : picture with
                {
                    ImageId = 40,
                    IsTurned = true,
                    Instances = [picture.Instances[0] with { Id = 7, Attributes = "{\"e\":1.50}" }],
                };
            },
        });

        FinishedRun run = FinishedRun.Open(folder.FullPath);

        Assert.Equal([41, 40, 42], run.Dataset.Images.Select(image => image.Id));
        CocoAnnotation[] annotations = [.. run.Dataset.Pictures.SelectMany(picture => picture.Annotations)];
        Assert.Equal(7, Assert.Single(annotations, annotation => annotation.ImageId == 40).Id);
        Assert.Equal(
            Enumerable.Range(8, annotations.Length - 1), annotations.Select(annotation => (int)annotation.Id).Where(id => id != 7));
        Assert.Contains("\"attributes\":{\"e\":1.50}", RunFiles.Result(folder.FullPath));
        Assert.Equal($"1 by EXIF orientation: {names[1]}", run.Dataset.Info.Provenance["existing_turned"]);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(7)]
    public void Any_number_of_threads_writes_the_same_lines_in_the_same_order(int workers)
    {
        using TemporaryFolder one = new();
        using TemporaryFolder many = new();
        LabelRun.Run(FakeLabels.Job(one.FullPath, 60));

        LabelRun.Run(FakeLabels.Job(many.FullPath, 60) with
        {
            Workers = workers,
            Label = (name, _) =>
            {
                Thread.Sleep(Random.Shared.Next(8));
                return FakeLabels.Label(name);
            },
        });

        Assert.Equal(RunFiles.Outcomes(one.FullPath), RunFiles.Outcomes(many.FullPath));
        Assert.Equal(RunFiles.Result(one.FullPath), RunFiles.Result(many.FullPath));
    }

    [Fact]
    public void Threads_do_not_run_far_ahead_of_a_slow_picture()
    {
        using TemporaryFolder folder = new();
        LabelJob job = FakeLabels.Job(folder.FullPath, 60);
        int begun = 0;
        int begunMeanwhile = 0;

        LabelRun.Run(job with
        {
            Workers = 3,
            Label = (name, _) =>
            {
                Interlocked.Increment(ref begun);
                if (name == job.FileNames[0])
                {
                    Thread.Sleep(300);
                    begunMeanwhile = begun;
                }

                return FakeLabels.Label(name);
            },
        });

        Assert.InRange(begunMeanwhile, 2, 12);
    }

    [Fact]
    public void Progress_is_told_of_each_picture_in_order()
    {
        using TemporaryFolder folder = new();
        LabelJob job = FakeLabels.Job(folder.FullPath, 40) with { Workers = 5 };
        List<LabelProgress> told = [];

        LabelRun.Run(job, new Listener(told.Add));

        Assert.Equal(["", .. job.FileNames], told.Select(progress => progress.FileName));
        Assert.Equal(Enumerable.Range(0, 41), told.Select(progress => progress.Done));
        Assert.All(told, progress => Assert.Equal(40, progress.Total));
        Assert.All(told.Skip(1), progress => Assert.Equal(FakeLabels.Fails(progress.FileName), progress.Error is not null));
    }

    [Fact]
    public void A_listener_that_fails_ends_the_run_with_its_exception_and_the_next_goes_on()
    {
        using TemporaryFolder folder = new();
        LabelJob job = FakeLabels.Job(folder.FullPath, 40) with { Workers = 3 };

        Listener listener = new(progress =>
        {
            if (progress.Done == 9)
            {
                throw new IOException("Broken pipe");
            }
        });

        IOException error = Assert.Throws<IOException>(() => LabelRun.Run(job, listener));

        Assert.Equal("Broken pipe", error.Message);
        LabelRun.Run(job);
        Assert.Equal(RunFiles.Uninterrupted(40), RunFiles.Result(folder.FullPath));
    }

    [Fact]
    public void A_picture_or_a_class_that_is_there_twice_is_misuse()
    {
        using TemporaryFolder folder = new();
        LabelJob job = FakeLabels.Job(folder.FullPath, 3);

        LabelJob twicePicture = job with { FileNames = ["a.png", "b.png", "a.png"] };
        LabelJob twiceClass = job with { Classes = [.. job.Classes, job.Classes[0]] };

        Assert.Equal("The picture a.png is there twice.", Assert.Throws<ArgumentException>(() => LabelRun.Run(twicePicture)).Message);
        Assert.Equal("The class cat is there twice.", Assert.Throws<ArgumentException>(() => LabelRun.Run(twiceClass)).Message);
    }

    [Fact]
    public void A_run_of_no_pictures_is_complete()
    {
        using TemporaryFolder folder = new();

        LabelSummary summary = LabelRun.Run(FakeLabels.Job(folder.FullPath, 0) with { Workers = 4 });

        Assert.Equal(new LabelSummary(RunOutcome.Complete, 0, 0), summary);
        Assert.Empty(FinishedRun.Open(folder.FullPath).Dataset.Images);
    }
}
