using System.Diagnostics;

namespace ClipSurgery.Tests;

public class GlobPatternTests
{
    [Theory]
    [InlineData("*.jpg", "a.jpg x/a.jpg x/y/.jpg", "a.jpg.txt a.JPG ajpg")]
    [InlineData("/*.jpg", "a.jpg", "x/a.jpg")]
    [InlineData("x/*.jpg", "x/a.jpg", "a.jpg y/x/a.jpg x/y/a.jpg")]
    [InlineData("**/x/*.jpg", "x/a.jpg y/x/a.jpg", "xx/a.jpg x/y/a.jpg")]
    [InlineData("x/**/a", "x/a x/y/a x/y/z/a", "xa x/ya")]
    [InlineData("x/**", "x/a x/y/z", "x xx/a")]
    [InlineData("img?.png", "img1.png é/imgé.png", "img.png img12.png img/.png")]
    [InlineData("*.{jpg,png}", "a.jpg a.png", "a.gif a.jpg,png")]
    [InlineData("00[0-2]?.png", "0001.png 0029.png x/0010.png", "0030.png 00[0-2]1.png")]
    [InlineData("[!0-9^]*", "a1 -", "1a ^a")]
    [InlineData("x/a[!b]c", "x/aac", "x/abc x/a/c")]
    [InlineData("a[[]1].jpg", "a[1].jpg", "a1.jpg a[[]1].jpg")]
    [InlineData("{[ab],c}", "a b c", "d [ab]")]
    [InlineData("a1+(b).jpg", "a1+(b).jpg", "a1b.jpg a11b.jpg")]
    [InlineData("a,b.jpg", "a,b.jpg", "a b.jpg")]
    public void A_pattern_matches_as_in_gitignore(string pattern, string matched, string others)
    {
        Assert.All(matched.Split(' '), name => Assert.Matches(GlobPattern.AnyOf([pattern], andWithin: false)!, name));
        Assert.All(others.Split(' '), name => Assert.DoesNotMatch(GlobPattern.AnyOf([pattern], andWithin: false)!, name));
    }

    [Theory]
    [InlineData("x", "x y/x x/a y/x/b/c", "xx/a")]
    [InlineData("x/", "x/a", "xa")]
    [InlineData("y/x", "y/x/a", "x/a")]
    public void A_folder_takes_what_lies_within(string pattern, string matched, string others)
    {
        Assert.All(matched.Split(' '), name => Assert.Matches(GlobPattern.AnyOf([pattern], andWithin: true)!, name));
        Assert.All(others.Split(' '), name => Assert.DoesNotMatch(GlobPattern.AnyOf([pattern], andWithin: true)!, name));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("a\\b")]
    [InlineData("{a")]
    [InlineData("a}")]
    [InlineData("{a,{b}}")]
    [InlineData("[")]
    [InlineData("[]")]
    [InlineData("[!]")]
    [InlineData("[a")]
    [InlineData("[z-a]")]
    public void What_is_no_pattern_is_refused(string pattern) =>
        Assert.StartsWith(
            $"\"{pattern}\" is not a pattern for file names; expected ",
            Assert.Throws<ClipSurgeryException>(() => GlobPattern.AnyOf([pattern], andWithin: true)).Message);

    [Fact]
    public void Many_stars_cost_no_more_than_their_length()
    {
        string pattern = string.Concat(Enumerable.Repeat("*a", 40)) + "b";
        Stopwatch watch = Stopwatch.StartNew();

        Assert.DoesNotMatch(GlobPattern.AnyOf([pattern], andWithin: true)!, new string('a', 250));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10), $"{watch.Elapsed}");
    }
}
