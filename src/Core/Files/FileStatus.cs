using System.Runtime.InteropServices;

namespace ClipSurgery;

/// <summary>What Linux tells of a file without opening it, and .NET does not.</summary>
/// <param name="Mode">Kind and permissions, as <c>st_mode</c>.</param>
/// <param name="Links">The number of the file's names.</param>
internal readonly partial record struct FileStatus(ushort Mode, uint Links)
{
    private const int CurrentFolder = -100;
    private const uint WantTypeAndLinks = 1 | 4;
    private const int StatusBytes = 256;
    private const int LinksOffset = 16;
    private const int ModeOffset = 28;

    /// <summary>False where it cannot be told: on systems other than Linux, and with a C library from before 2018.</summary>
    /// <param name="path">The path; links are followed.</param>
    /// <param name="status">The status; null where the path leads to nothing that may be looked at.</param>
    public static bool TryRead(string path, out FileStatus? status)
    {
        status = null;
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        Span<byte> bytes = stackalloc byte[StatusBytes];
        try
        {
            if (Statx(CurrentFolder, path, 0, WantTypeAndLinks, ref MemoryMarshal.GetReference(bytes)) == 0)
            {
                status = new FileStatus(BitConverter.ToUInt16(bytes[ModeOffset..]), BitConverter.ToUInt32(bytes[LinksOffset..]));
            }

            return true;
        }
        catch (EntryPointNotFoundException)
        {
            return false;
        }
    }

    // statx, unlike stat, lays its result out in the same way on every kind of machine.
    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Statx(int folder, string path, int flags, uint wanted, ref byte status);
}
