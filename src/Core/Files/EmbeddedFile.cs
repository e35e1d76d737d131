namespace ClipSurgery;

/// <summary>Files that are compiled into this library.</summary>
internal static class EmbeddedFile
{
    /// <summary>Opens a file by the logical name that the project file gives it.</summary>
    public static Stream Open(string name) =>
        typeof(EmbeddedFile).Assembly.GetManifestResourceStream(name)
        ?? throw new InvalidOperationException($"{name} is not embedded in ClipSurgery.Core.");

    /// <summary>The lines of a text file, blank ones left out.</summary>
    public static IReadOnlyList<string> ReadLines(string name)
    {
        using StreamReader reader = new(Open(name));
        string[] lines = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return Array.AsReadOnly(lines);
    }
}
