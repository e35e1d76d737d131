namespace ClipSurgery.Tests;

public class CacheFolderTests
{
    [Theory]
    [InlineData("/fast", "/xdg", "/home/ada", "/fast")]
    [InlineData(null, "/xdg", "/home/ada", "/xdg/clip-surgery")]
    [InlineData("", "", "/home/ada", "/home/ada/.cache/clip-surgery")]
    [InlineData(null, "relative", "/home/ada", "/home/ada/.cache/clip-surgery")]
    public void The_cache_is_where_the_environment_says(string? own, string? xdg, string? home, string expected)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "XDG folders are for Unix.");
        Dictionary<string, string?> variables = new() { ["CLIPSURGERY_CACHE"] = own, ["XDG_CACHE_HOME"] = xdg, ["HOME"] = home };

        Assert.Equal(expected, CacheFolder.Locate(name => variables.GetValueOrDefault(name)));
    }

    [Fact]
    public void A_user_without_a_home_has_a_cache_in_the_temporary_folder() =>
        Assert.Equal(Path.Combine(Path.GetTempPath(), "clip-surgery-cache"), CacheFolder.Locate(_ => null));
}
