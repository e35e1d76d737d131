using System.Globalization;
using System.IO.Hashing;
using System.Text;

namespace ClipSurgery;

/// <summary>
/// One of the parts that a data set is divided into when several processes label it. A picture belongs to a part by the hash of
/// its name alone: nothing need be agreed between the processes, and a picture that is added moves no other.
/// </summary>
public readonly record struct Shard
{
    /// <summary>The only part of a data set that is not divided: 0/1.</summary>
    public static readonly Shard Whole = new(0, 1);

    /// <summary>Creates a part.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The index is not within 0 to <paramref name="count"/> - 1.</exception>
    public Shard(int index, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, count);
        Index = index;
        Count = count;
    }

    /// <summary>Its number, counted from 0.</summary>
    public int Index { get; }

    /// <summary>How many parts there are.</summary>
    public int Count { get; }

    /// <summary>Reads a part from its number, counted from 0, and the number of parts: <c>3/8</c>.</summary>
    /// <exception cref="ClipSurgeryException">The text is something else.</exception>
    public static Shard Parse(string text)
    {
        if (text.Split('/') is [string index, string count] && ReadNumber(index) is int i && ReadNumber(count) is int n && n > 0)
        {
            return i < n
                ? new(i, n)
                : throw new ClipSurgeryException($"shard {text}: shards are numbered from 0, the last of {n} is {n - 1}/{n}.");
        }

        throw new ClipSurgeryException($"shard '{text}': expected its number, counted from 0, and how many there are: 0/8.");
    }

    /// <summary>Whether a picture belongs to this part: XXH64 of its UTF-8 name, modulo the count, is the index.</summary>
    /// <param name="fileName">The name that the data set gives it, relative to the folder and with '/' on every system.</param>
    public bool Contains(string fileName) =>
        XxHash64.HashToUInt64(Encoding.UTF8.GetBytes(fileName)) % (ulong)Count == (ulong)Index;

    /// <summary>The text that <see cref="Parse"/> reads.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Index}/{Count}");

    /// <summary>A number written in digits alone; null when the text is something else.</summary>
    internal static int? ReadNumber(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
}
