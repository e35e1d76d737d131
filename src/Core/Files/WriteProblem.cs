namespace ClipSurgery;

/// <summary>Why a file or a folder could not be written, in one line.</summary>
internal static class WriteProblem
{
    /// <summary>ENOSPC, EDQUOT of Linux and of macOS; ERROR_HANDLE_DISK_FULL and ERROR_DISK_FULL of Windows.</summary>
    private static readonly int[] DiskFull = [28, 122, 69, unchecked((int)0x80070027), unchecked((int)0x80070070)];

    /// <summary>Whether there was no room left.</summary>
    public static bool IsDiskFull(Exception error) => error is IOException && DiskFull.Contains(error.HResult);

    /// <param name="path">What was to be written.</param>
    /// <param name="error">What came of it.</param>
    /// <param name="advice">What to do where the disk is not full: "Give a folder that you may write to".</param>
    public static ClipSurgeryException Of(string path, Exception error, string advice) => new(
        $"{path}: cannot be written ({error.Message}). {(IsDiskFull(error) ? "Make room on the disk and run the same command again" : advice)}.",
        error);
}
