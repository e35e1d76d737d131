namespace ClipSurgery.Tests;

public class ClockTests
{
    [Fact]
    public void A_clock_that_jumps_changes_no_result_and_gives_no_odd_progress()
    {
        using TemporaryFolder folder = new();
        List<LabelProgress> told = [];

        LabelRun.Run(FakeLabels.Job(folder.FullPath, 60) with { Time = new JumpingClock() }, new Listener(told.Add));

        Assert.Equal(RunFiles.Uninterrupted(60), RunFiles.Result(folder.FullPath));
        Assert.Equal(61, told.Count);
        Assert.All(told, progress =>
        {
            Assert.True(progress.Elapsed >= TimeSpan.Zero);
            Assert.True(double.IsFinite(progress.PicturesPerSecond) && progress.PicturesPerSecond >= 0);
            Assert.True(progress.Left is null || progress.Left >= TimeSpan.Zero);
        });
        Assert.Contains(told, progress => progress.Elapsed > TimeSpan.FromDays(300));
        Assert.Contains(told.Skip(1), progress => progress.Elapsed == TimeSpan.Zero);
    }

    [Fact]
    public void The_time_left_follows_the_rate_of_this_process()
    {
        LabelProgress progress = new(Done: 30, Total: 100, Failed: 0, Before: 20, TimeSpan.FromSeconds(5), "a.png", null);

        Assert.Equal(2, progress.PicturesPerSecond);
        Assert.Equal(TimeSpan.FromSeconds(35), progress.Left);
        Assert.Null((progress with { Done = 20 }).Left);
        Assert.Null((progress with { Elapsed = TimeSpan.FromDays(365_000) }).Left);
    }

    /// <summary>A clock that goes back and forth by up to years.</summary>
    private sealed class JumpingClock : TimeProvider
    {
        private static readonly double[] Days = [20_000, 20_000.001, 19_300, 20_800, 20_799.9, 12_000, 31_000];
        private int _calls;

        public override long GetTimestamp() => (long)(Days[_calls++ % Days.Length] * 86_400 * TimestampFrequency);
    }
}
