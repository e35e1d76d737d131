using System.Globalization;
using CsCheck;

namespace ClipSurgery.Tests;

public class ShardTests
{
    [Fact]
    public void A_shard_is_read_from_its_number_and_how_many_there_are()
    {
        Shard shard = Shard.Parse("3/8");
        Assert.Equal(new Shard(3, 8), shard);
        Assert.Equal("3/8", shard.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("3")]
    [InlineData("3/")]
    [InlineData("-1/8")]
    [InlineData("+1/8")]
    [InlineData("1/8/2")]
    [InlineData("1 / 8")]
    [InlineData("0/0")]
    [InlineData("0x1/8")]
    [InlineData("0/9999999999")]
    public void Other_texts_are_refused_with_the_form(string text)
    {
        string message = Assert.Throws<ClipSurgeryException>(() => Shard.Parse(text)).Message;
        Assert.Equal($"shard '{text}': expected its number, counted from 0, and how many there are: 0/8.", message);
    }

    [Fact]
    public void A_number_counted_from_1_is_refused_with_the_last_one() => Assert.Equal(
        "shard 8/8: shards are numbered from 0, the last of 8 is 7/8.",
        Assert.Throws<ClipSurgeryException>(() => Shard.Parse("8/8")).Message);

    [Theory]
    [InlineData(-1, 8)]
    [InlineData(8, 8)]
    [InlineData(0, 0)]
    [InlineData(0, -1)]
    public void There_is_no_shard_outside_the_count(int index, int count) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new Shard(index, count));

    // Made with xxhsum: printf %s NAME | xxhsum -H1, modulo 8. A run that was divided by one release is finished by the next.
    [Theory]
    [InlineData("", 1)]
    [InlineData("a.jpg", 3)]
    [InlineData("day 1/000001.jpg", 2)]
    [InlineData("ünï/猫.png", 0)]
    public void A_name_belongs_to_the_same_shard_for_ever(string fileName, int index)
    {
        for (int i = 0; i < 8; i++)
        {
            Assert.Equal(i == index, new Shard(i, 8).Contains(fileName));
        }
    }

    [Fact]
    public void All_shards_together_hold_every_name_once() =>
        Gen.Select(Gen.String, Gen.Int[1, 300]).Sample((name, count) =>
            Enumerable.Range(0, count).Count(index => new Shard(index, count).Contains(name)) == 1);

    [Fact]
    public void Names_in_a_row_spread_over_the_shards()
    {
        int[] sizes = [.. Enumerable.Range(0, 16).Select(SizeOf)];
        Assert.Equal(16_000, sizes.Sum());
        Assert.All(sizes, size => Assert.InRange(size, 850, 1150));

        static int SizeOf(int index) => Enumerable.Range(0, 16_000).Count(number =>
            new Shard(index, 16).Contains(string.Create(CultureInfo.InvariantCulture, $"day 1/{number:D6}.jpg")));
    }

    [Fact]
    public void A_data_set_that_is_not_divided_is_one_shard() => Assert.True(Shard.Whole.Contains("a.jpg"));
}
