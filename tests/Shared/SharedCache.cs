namespace ClipSurgery.Tests;

/// <summary>
/// One cache for all tests of a process that are not about the cache: the demo CLIP is measured and converted once. Deleted at the end.
/// </summary>
internal static class SharedCache
{
    public static string FullPath { get; } = Create();

    private static string Create()
    {
        string folder = Directory.CreateTempSubdirectory("clip-surgery-cache-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        return folder;
    }
}
