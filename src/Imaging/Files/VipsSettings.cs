using NetVips;

namespace ClipSurgery;

/// <summary>How libvips is set up for this process, before its first use.</summary>
internal static class VipsSettings
{
    private static readonly bool Applied = Apply();

    /// <summary>Sets libvips up; costs nothing after the first call.</summary>
    public static void Ensure() => _ = Applied;

    private static bool Apply()
    {
        // Loaders that libvips' authors do not fuzz stay shut.
        NetVips.NetVips.BlockUntrusted = true;

        // The cache would keep pictures alive, and answer for a file of an earlier name.
        Cache.Max = 0;

        // Callers decode several files at once; threads inside one picture would only compete with theirs.
        NetVips.NetVips.Concurrency = 1;

        // libvips would print warnings to stderr.
        Log.SetLogHandler(
            "VIPS",
            Enums.LogLevelFlags.Warning | Enums.LogLevelFlags.Info,
            static (_, _, message) => VipsWarnings.Log(message ?? ""));
        return true;
    }
}
