using System.IO.Hashing;
using System.Text;

namespace ClipSurgery.Tests;

public class InstanceKeyTests
{
    private static readonly Mask Pixel = Mask.FromCounts(2, 2, [1, 3]);

    [Fact]
    public void It_is_the_hash_of_file_class_and_run_lengths() =>
        Assert.Equal(
            Convert.ToHexStringLower(XxHash64.Hash(Encoding.UTF8.GetBytes("näh.jpg\ncat\n13"))),
            InstanceKey.Of("näh.jpg", "cat", Pixel));

    /// <summary>A changed key would lose the decisions of earlier reviews. The value is by an own XXH64 in Python.</summary>
    [Fact]
    public void It_stays_what_it_was() => Assert.Equal("cb55870f5f4daa03", InstanceKey.Of("a.jpg", "cat", Pixel));

    [Fact]
    public void Every_part_counts()
    {
        string[] keys =
        [
            InstanceKey.Of("a.jpg", "cat", Pixel),
            InstanceKey.Of("b.jpg", "cat", Pixel),
            InstanceKey.Of("a.jpg", "dog", Pixel),
            InstanceKey.Of("a.jpg", "cat", Mask.FromCounts(2, 2, [2, 2])),
        ];
        Assert.Equal(4, keys.Distinct().Count());
    }
}
