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
    private const int KindMask = 0xF000;
    private const int FolderKind = 0x4000;
    private const int RegularKind = 0x8000;

    /// <summary>Refuses what is no file of bytes: to open a pipe waits until somebody writes into it, mostly for ever.</summary>
    /// <exception cref="ClipSurgeryException">The path leads to a pipe, a socket or a device.</exception>
    public static void RefuseSpecial(string path)
    {
        if (Of(path) == FileKind.Special)
        {
            throw new ClipSurgeryException($"{path}: this is a pipe, a socket or a device; give a regular file.");
        }
    }

    /// <summary>The kind of what a path leads to. Special files are told from others on Linux alone.</summary>
    public static FileKind Of(string path)
    {
        if (!FileStatus.TryRead(path, out FileStatus? status))
        {
            return Directory.Exists(path) ? FileKind.Folder : File.Exists(path) ? FileKind.Regular : FileKind.Missing;
        }

        return (status?.Mode & KindMask) switch
        {
            null => FileKind.Missing,
            RegularKind => FileKind.Regular,
            FolderKind => FileKind.Folder,
            _ => FileKind.Special,
        };
    }
}
