namespace ClipSurgery;

/// <summary>Finds the pictures of a folder and of all folders in it.</summary>
public static class PictureFolder
{
    /// <summary>
    /// Lists the pictures: files that end in .jpg, .jpeg, .jfif, .jpe, .png, .webp, .tif, .tiff, .bmp or .gif, in any letter case;
    /// HEIC, AVIF and other kinds that cannot be read are counted in what is left out. No file is opened. Linked folders are entered, but each folder once however many links lead to it, and none that holds this one.
    /// Hidden files and folders, whose names begin with a dot, are left out unless a part of an include pattern begins with one,
    /// and so are folders that <see cref="DatasetExport"/> has written.
    /// </summary>
    /// <param name="folder">The folder.</param>
    /// <param name="include">
    /// Patterns of what is taken; none for everything. In the manner of <c>.gitignore</c>: <c>*</c> and <c>?</c> within a part of
    /// the name, <c>**</c> for any number of folders, <c>{a,b}</c> for one or the other; a pattern without a slash at every
    /// depth, a folder with all that is in it. Letter case counts. A pattern whose last part has a dot (<c>*.dat</c>) takes files
    /// that do not end as pictures do, too.
    /// </param>
    /// <param name="exclude">Patterns of what is not taken, and not entered.</param>
    /// <param name="outside">Folders that are not entered, such as that of the results; the folder itself always is.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <exception cref="ClipSurgeryException">The folder is not there or cannot be read, or a pattern is none.</exception>
    public static PictureListing List(
        string folder,
        IReadOnlyList<string>? include = null,
        IReadOnlyList<string>? exclude = null,
        IReadOnlyList<string>? outside = null,
        CancellationToken cancellationToken = default)
    {
        Require(folder);
        PictureWalk walk = new(folder, new PictureSelection(include ?? [], exclude ?? []), outside ?? []);
        return walk.Run(cancellationToken);
    }

    /// <summary>
    /// Reads a picture of a folder. Errors name it as the data set does: they are the same wherever the folder lies.
    /// </summary>
    /// <param name="folder">The folder.</param>
    /// <param name="fileName">The picture, as <see cref="List"/> names it.</param>
    /// <param name="limits">How much is taken on; null for the defaults.</param>
    /// <exception cref="ClipSurgeryException">The picture cannot be read; see <see cref="ImageFile.Read(string, ImageLimits?)"/>.</exception>
    public static LoadedImage Read(string folder, string fileName, ImageLimits? limits = null)
    {
        string path = Path.Combine(folder, fileName);
        try
        {
            return ImageFile.Read(path, limits);
        }
        catch (ClipSurgeryException error)
        {
            throw new ClipSurgeryException(error.Message.Replace(path, fileName, StringComparison.Ordinal), error);
        }
    }

    internal static void Require(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        if (!Directory.Exists(folder))
        {
            throw new ClipSurgeryException(
                $"{folder}: {(File.Exists(folder) ? "this is a file" : "no such folder")}; give a folder with pictures.");
        }
    }
}
