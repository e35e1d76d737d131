using System.IO.Hashing;
using System.Text;

namespace ClipSurgery.Tests;

/// <summary>Labels that depend on a picture's name alone, so that any two runs must agree on every byte.</summary>
internal static class FakeLabels
{
    private static readonly LabelClass[] Classes = [new() { Name = "cat" }, new() { Name = "dog", Color = "#00ff00" }];

    private static readonly Dictionary<string, string> Provenance = new() { ["tool"] = "fake", ["presence"] = "0.16" };

    /// <summary>Names in ordinal order, of folders and of letters that are not ASCII too.</summary>
    private static string[] Names(int count) =>
        [.. Enumerable.Range(0, count).Select(i => $"{(i % 3 == 0 ? "snö/" : "")}{i:D4}.png").Order(StringComparer.Ordinal)];

    /// <summary>Labels that many pictures.</summary>
    public static LabelJob Job(string output, int count) => new()
    {
        Output = output,
        Classes = Classes,
        FileNames = Names(count),
        Label = (name, _) => Label(name),
        Provenance = Provenance,
    };

    /// <summary>A picture of none to three rectangles; each seventh or so does not exist.</summary>
    /// <exception cref="ClipSurgeryException">The name is one of those that fail.</exception>
    public static LabelledPicture Label(string fileName)
    {
        if (Fails(fileName))
        {
            throw Failure(fileName);
        }

        ulong hash = Hash(fileName);
        int width = 8 + (int)(hash % 9);
        int height = 8 + (int)(hash / 9 % 9);
        int instances = (int)(hash / 100 % 4);
        return new LabelledPicture(
            width, height, ExifOrientation: 1 + (int)(hash % 8), [.. Enumerable.Range(0, instances).Select(Instance)]);

        LabelledInstance Instance(int number) => new()
        {
            Class = Classes[(int)(hash / 1000 % 2) ^ (number % 2)].Name,
            Mask = Rectangle(width, height, number, (int)(hash / 10_000 % 4)),
            Score = (double)(hash % 1000) / (1001 + number),
            Parts = new Dictionary<string, double> { ["stability"] = (double)(hash % 97) / 97, ["agreement"] = 0.5 },
            Prompt = $"a photo of number {number}",
        };
    }

    /// <summary>Whether a picture is one of those that do not exist.</summary>
    public static bool Fails(string fileName) => Hash(fileName) % 7 == 0;

    public static ClipSurgeryException Failure(string fileName) => new($"{fileName}: no such file. Check the path.");

    private static ulong Hash(string fileName) => XxHash64.HashToUInt64(Encoding.UTF8.GetBytes(fileName));

    private static Mask Rectangle(int width, int height, int x, int y)
    {
        byte[] bitmap = new byte[width * height];
        for (int row = y; row < height; row++)
        {
            bitmap.AsSpan(row * width + x, 4).Fill(1);
        }

        return Mask.FromBitmap(width, height, bitmap);
    }
}
