using System.Diagnostics;

namespace ClipSurgery.Tests;

/// <summary>A disk of 64 KiB in memory; a test that cannot have one is left out.</summary>
internal sealed class SmallDisk : IDisposable
{
    public SmallDisk(string path)
    {
        Path = path;
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Small disks in memory are mounted on Linux alone.");
        bool isMounted = Run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", path);
        Assert.SkipUnless(isMounted, "This user may not mount a small disk.");
    }

    public string Path { get; }

    public void Remount(string option) => Assert.True(Run("mount", "-o", $"remount,{option}", Path));

    public void Dispose() => Run("umount", Path);

    private static bool Run(string program, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
