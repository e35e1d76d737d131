using System.Text.Json;

namespace ClipSurgery.Bench;

/// <summary>A file of numbers beside the tables.</summary>
internal static class JsonResults
{
    private static readonly JsonSerializerOptions Indented =
        new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static void Write(string path, object numbers)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        File.WriteAllText(path, JsonSerializer.Serialize(numbers, Indented) + "\n");
    }
}
