using System.Globalization;
using System.IO.Hashing;
using System.Text;

namespace ClipSurgery;

/// <summary>
/// Divides a data set for training. A picture's part follows from the hash of its name alone, so it stays when pictures are added;
/// pictures in a folder that is called train, val or test stay in that part.
/// </summary>
public sealed record DatasetSplit
{
    /// <summary>The name of the part to train with.</summary>
    public const string Train = "train";

    /// <summary>The name of the part to validate with.</summary>
    public const string Val = "val";

    /// <summary>The name of the part to test with.</summary>
    public const string Test = "test";

    private const int Whole = 100;

    private readonly int _train;
    private readonly int _val;

    private DatasetSplit(int train, int val) => (_train, _val) = (train, val);

    /// <summary>The names of all parts.</summary>
    public static IReadOnlyList<string> Parts { get; } = [Train, Val, Test];

    /// <summary>Reads the shares of train, val and test in percent: <c>80/10/10</c>, or <c>80/20</c> without test.</summary>
    /// <exception cref="ClipSurgeryException">The text is something else.</exception>
    public static DatasetSplit Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int?[] shares = [.. text.Split('/').Select(Shard.ReadNumber)];
        return shares.Length is 2 or 3 && shares.All(share => share <= Whole) && shares.Sum() == Whole
            ? new DatasetSplit(shares[0]!.Value, shares[1]!.Value)
            : throw new ClipSurgeryException(
                $"split '{text}': expected the shares of train, val and test in percent, 100 together: 80/10/10, or 80/20.");
    }

    /// <summary>The part that a picture belongs to.</summary>
    /// <param name="fileName">Its name in the data set, with forward slashes.</param>
    public string PartOf(string fileName)
    {
        ArgumentNullException.ThrowIfNull(fileName);
        if (FolderOf(fileName) is { } folder)
        {
            return folder;
        }

        int place = (int)(XxHash64.HashToUInt64(Encoding.UTF8.GetBytes($"split\n{fileName}")) % Whole);
        return place < _train ? Train : place < _train + _val ? Val : Test;
    }

    /// <summary>The picture's path in a layout by parts, with forward slashes: the part's folder is the first, and comes once.</summary>
    internal string PathOf(string fileName) => FolderOf(fileName) is { } folder
        ? $"{folder}{fileName[fileName.IndexOf('/', StringComparison.Ordinal)..]}"
        : $"{PartOf(fileName)}/{fileName}";

    /// <summary>The text that <see cref="Parse"/> reads.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{_train}/{_val}/{Whole - _train - _val}");

    private static string? FolderOf(string fileName) => fileName.Split('/') is [string first, _, ..]
        ? first.ToLowerInvariant() switch
        {
            "train" or "training" => Train,
            "val" or "valid" or "validation" => Val,
            "test" => Test,
            _ => null,
        }
        : null;
}
