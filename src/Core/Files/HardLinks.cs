using System.Runtime.InteropServices;

namespace ClipSurgery;

/// <summary>Counts the names of a file, which .NET has no call for.</summary>
internal static partial class HardLinks
{
    private const int CurrentFolder = -100;
    private const uint WantLinks = 4;
    private const int StatusBytes = 256;
    private const int LinksOffset = 16;

    /// <summary>The number of a file's names; null where it cannot be told, as on systems other than Linux.</summary>
    public static long? Count(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        Span<byte> status = stackalloc byte[StatusBytes];
        try
        {
            return Statx(CurrentFolder, path, 0, WantLinks, ref MemoryMarshal.GetReference(status)) == 0
                ? BitConverter.ToUInt32(status[LinksOffset..])
                : null;
        }
        catch (EntryPointNotFoundException)
        {
            // A C library from before 2018.
            return null;
        }
    }

    // statx, unlike stat, lays its result out in the same way on every kind of machine.
    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Statx(int folder, string path, int flags, uint wanted, ref byte status);
}
