namespace ClipSurgery.Tests;

public class WriteProblemTests
{
    [Theory]
    [InlineData(28, "out: cannot be written (why). Make room on the disk and run the same command again.")]
    [InlineData(unchecked((int)0x80070070), "out: cannot be written (why). Make room on the disk and run the same command again.")]
    [InlineData(13, "out: cannot be written (why). Give another folder.")]
    public void A_full_disk_has_an_advice_of_its_own(int code, string expected) =>
        Assert.Equal(expected, WriteProblem.Of("out", new IOException("why", code), "Give another folder").Message);
}
