namespace ClipSurgery;

/// <summary>Where converted models and text embeddings are kept; all of it can be deleted at any time.</summary>
public static class CacheFolder
{
    /// <summary>The environment variable that moves the cache.</summary>
    public const string Variable = "CLIPSURGERY_CACHE";

    /// <summary>
    /// The full path: <c>CLIPSURGERY_CACHE</c>, else <c>$XDG_CACHE_HOME/clip-surgery</c>, else <c>~/.cache/clip-surgery</c>; on
    /// Windows <c>%LOCALAPPDATA%\clip-surgery\cache</c>. A user without a home gets one in the temporary folder. It may not exist
    /// yet.
    /// </summary>
    public static string FullPath => Locate(Environment.GetEnvironmentVariable);

    internal static string Locate(Func<string, string?> variable) => variable(Variable) is { Length: > 0 } folder
        ? Path.GetFullPath(folder)
        : UserFolder.Cache(variable) ?? Path.Combine(Path.GetTempPath(), "clip-surgery-cache");
}
