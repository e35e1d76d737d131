using System.Runtime.InteropServices;

namespace ClipSurgery;

/// <summary>What stands behind a path; links are followed.</summary>
internal enum FileKind
{
    /// <summary>A file of bytes.</summary>
    Regular,

    /// <summary>A pipe, a socket or a device: opening one may wait for ever.</summary>
    Special,

    /// <summary>A folder.</summary>
    Folder,

    /// <summary>Nothing, a link to nothing, or something that may not be looked at.</summary>
    Missing,
}

/// <summary>Tells the kind of a file without opening it, which .NET has no call for.</summary>
internal static class FileKinds
{
    private const int CurrentFolder = -100;
    private const uint WantType = 1;
    private const int StatusBytes = 256;
    private const int ModeOffset = 28;
    private const int KindMask = 0xF000;
    private const int FolderKind = 0x4000;
    private const int RegularKind = 0x8000;

    /// <summary>The kind of what a path leads to. Special files are told from others on Linux alone.</summary>
    public static FileKind Of(string path)
    {
        if (OperatingSystem.IsLinux())
        {
            try
            {
                return FromStatus(path);
            }
            catch (EntryPointNotFoundException)
            {
                // A C library from before 2018.
            }
        }

        return Directory.Exists(path) ? FileKind.Folder : File.Exists(path) ? FileKind.Regular : FileKind.Missing;
    }

    private static FileKind FromStatus(string path)
    {
        byte[] status = new byte[StatusBytes];
        if (Statx(CurrentFolder, path, 0, WantType, status) != 0)
        {
            return FileKind.Missing;
        }

        return (BitConverter.ToUInt16(status, ModeOffset) & KindMask) switch
        {
            RegularKind => FileKind.Regular,
            FolderKind => FileKind.Folder,
            _ => FileKind.Special,
        };
    }

    // statx, unlike stat, lays its result out in the same way on every kind of machine.
    [DllImport("libc", EntryPoint = "statx")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Statx(
        int folder, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint wanted, [Out] byte[] status);
}
