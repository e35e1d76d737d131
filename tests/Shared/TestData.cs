namespace ClipSurgery.Tests;

/// <summary>Finds the files that tests read, in the repository itself: nothing is copied to the output folder.</summary>
internal static class TestData
{
    /// <summary>The repository's root folder.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>A file of <c>tests/data/golden</c>.</summary>
    public static string Golden(params string[] parts) => Path.Combine([Root, "tests", "data", "golden", .. parts]);

    /// <summary>A file of <c>tests/data/hostile</c>.</summary>
    public static string Hostile(string name) => Path.Combine(Root, "tests", "data", "hostile", name);

    /// <summary>A demo model's folder.</summary>
    public static string Model(params string[] parts) => Path.Combine([Root, "models", .. parts]);

    private static string FindRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "ClipSurgery.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException($"{AppContext.BaseDirectory} does not lie in the repository.");
    }
}
