namespace ClipSurgery;

/// <summary>Where converted checkpoints and text embeddings are kept: files that can be made again.</summary>
internal static class CacheFolder
{
    private const string Variable = "CLIPSURGERY_CACHE";

    /// <summary>The folder that the environment names, else the user's cache folder (XDG base directories; local application data on Windows).</summary>
    public static string Path
    {
        get
        {
            if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
            {
                return named;
            }

            if (OperatingSystem.IsWindows())
            {
                return System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "clip-surgery", "cache");
            }

            string? root = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
            return System.IO.Path.Combine(
                root is { Length: > 0 } ? root : System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache"),
                "clip-surgery");
        }
    }
}
