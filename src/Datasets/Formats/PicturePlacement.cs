namespace ClipSurgery;

/// <summary>Puts pictures where a tool looks for them, without a second copy where the file system allows it.</summary>
internal static class PicturePlacement
{
    /// <summary>
    /// Puts a picture under another folder: a symbolic link, or a copy where that is asked for or links are not possible (Windows
    /// without developer mode, some network drives).
    /// </summary>
    /// <param name="pictureFolder">The folder that the picture lies in.</param>
    /// <param name="fileName">Its path relative to that folder, with forward slashes.</param>
    /// <param name="folder">The other folder.</param>
    /// <param name="place">The picture's path there, with forward slashes.</param>
    /// <param name="copy">True for a copy.</param>
    /// <exception cref="ClipSurgeryException">The picture is not there, or its name leads out of the folder.</exception>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static void Place(string pictureFolder, string fileName, string folder, string place, bool copy)
    {
        PictureName.RequireInside(fileName);
        string source = Path.GetFullPath(Path.Combine(pictureFolder, fileName));
        string target = Path.GetFullPath(Path.Combine(folder, place));
        if (!File.Exists(source))
        {
            throw new ClipSurgeryException(
                $"{source}: is not there, but the data set lists it. Give the folder that its pictures lie in.");
        }

        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        if (copy)
        {
            File.Copy(source, target);
            return;
        }

        try
        {
            File.CreateSymbolicLink(target, source);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            File.Copy(source, target);
        }
    }
}
