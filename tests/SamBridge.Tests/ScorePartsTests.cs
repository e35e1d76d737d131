namespace ClipSurgery.Tests;

public class ScorePartsTests
{
    [Theory]
    [InlineData(0.5, 0.1, 0.8, 0.9, 0.711379)]
    [InlineData(null, 0.25, 0.8, 0.9, 0.564622)]
    [InlineData(null, null, 0.8, 0.9, 0.848528)]
    [InlineData(0.0, 0.9, 0.8, 0.9, 0)]
    public void The_score_is_a_geometric_mean(
        double? presence, double? agreement, double predictedIou, double stability, double expected) =>
        Assert.Equal(expected, new ScoreParts(presence, agreement, predictedIou, stability).Score, 1e-6);

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    [InlineData(double.NaN)]
    public void A_share_that_is_none_is_refused(double value)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new SegmentOptions { Presence = value });
        Assert.Throws<ArgumentOutOfRangeException>(() => new SegmentOptions { MinimumArea = value });
        Assert.Throws<ArgumentOutOfRangeException>(() => new SegmentOptions { PointThreshold = (float)value });
    }
}
