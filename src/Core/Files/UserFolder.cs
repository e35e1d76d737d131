namespace ClipSurgery;

/// <summary>
/// Where a program keeps its files for a user: the XDG base directory specification, and %LOCALAPPDATA% on Windows.
/// </summary>
internal static class UserFolder
{
    private const string Program = "clip-surgery";

    /// <summary>The folder for lasting data, or null where the user has no home.</summary>
    /// <param name="variable">Reads an environment variable.</param>
    public static string? Data(Func<string, string?> variable) => OperatingSystem.IsWindows()
        ? Below(variable("LOCALAPPDATA"), Program)
        : Below(variable("XDG_DATA_HOME"), Program) ?? Below(variable("HOME"), ".local", "share", Program);

    /// <summary>The folder for data that can be made again, or null where the user has no home.</summary>
    /// <param name="variable">Reads an environment variable.</param>
    public static string? Cache(Func<string, string?> variable) => OperatingSystem.IsWindows()
        ? Below(variable("LOCALAPPDATA"), Program, "cache")
        : Below(variable("XDG_CACHE_HOME"), Program) ?? Below(variable("HOME"), ".cache", Program);

    // The specification: a relative path in a variable is to be ignored.
    private static string? Below(string? root, params string[] parts) =>
        root is not null && Path.IsPathFullyQualified(root) ? Path.Combine([root, .. parts]) : null;
}
