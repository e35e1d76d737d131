namespace ClipSurgery.Tests;

/// <summary>What was not used for longest goes first, and the newest never.</summary>
public sealed class RecentlyUsedTests
{
    [Fact]
    public void What_was_not_used_for_longest_makes_room()
    {
        RecentlyUsed<string> kept = new(mostBytes: 6, text => text.Length);
        kept.Add("a", "aa");
        kept.Add("b", "bb");
        kept.Add("c", "cc");
        Assert.True(kept.TryGet("a", out _));
        kept.Add("d", "dd");

        Assert.Equal(["bb"], kept.Shrink());
        Assert.False(kept.TryGet("b", out _));
        Assert.Equal(["dd", "aa", "cc"], kept.Values);
    }

    [Fact]
    public void The_newest_stays_whatever_it_takes()
    {
        RecentlyUsed<string> kept = new(mostBytes: 3, text => text.Length);
        kept.Add("a", "aa");
        kept.Add("b", "bbbbbbbbb");

        Assert.Equal(["aa"], kept.Shrink());
        Assert.Equal(["bbbbbbbbb"], kept.Values);
    }
}
