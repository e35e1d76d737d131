namespace ClipSurgery;

/// <summary>Something wrong between an image's entry and its picture.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Found">What was found.</param>
/// <param name="Upright">The picture's size where that is what is wrong, else null.</param>
/// <param name="IsTurned">True where its EXIF orientation exchanges the sides.</param>
internal readonly record struct PictureFlaw(CocoRule Rule, string Found, PictureSize? Upright = null, bool IsTurned = false);

/// <summary>Pictures on disk: there, readable, and of the size that masks lie in.</summary>
internal static class PictureRules
{
    private static readonly CocoRule Missing = CocoRule.Error(
        "picture-missing", "a file of that name in the picture folder", byHand: "correct file_name or give another folder");

    private static readonly CocoRule Unreadable = CocoRule.Error(
        "picture-unreadable", "a picture that can be read", byHand: "replace the picture or remove its entry");

    private static readonly CocoRule Size = CocoRule.Error(
        "picture-size", "the size of the picture, which masks lie in", byHand: "find the picture that was labelled");

    private static readonly CocoRule Orientation = CocoRule.Warning(
        "picture-orientation",
        "the upright size: FiftyOne, labelme and browsers turn pictures by their EXIF orientation, and masks go astray",
        byHand: "store the pictures upright, or label them again");

    /// <summary>Compares an entry with its picture.</summary>
    /// <param name="folder">The folder that file names are relative to.</param>
    /// <param name="fileName">The entry's file name; a name that leads out of the folder is not followed.</param>
    /// <param name="size">The entry's size; the picture's where it has none.</param>
    public static PictureFlaw? Check(string folder, string? fileName, ref PictureSize? size)
    {
        string? name = fileName?.Replace('\\', '/');
        if (name is null || FileNameRules.IsOutside(name))
        {
            return null;
        }

        string path = Path.Combine(folder, name);
        if (!File.Exists(path))
        {
            return new PictureFlaw(Missing, $"{Quoted.Text(name)} is not in {folder}");
        }

        LoadedImage picture;
        try
        {
            picture = ImageFile.Read(path);
        }
        catch (ClipSurgeryException error)
        {
            return new PictureFlaw(Unreadable, error.Message.TrimEnd('.'));
        }

        PictureSize upright = new(picture.Image.Width, picture.Image.Height);
        size ??= upright;
        if (size == upright)
        {
            return null;
        }

        // Orientations from 5 turn by a quarter.
        bool isTurned = picture.ExifOrientation >= 5;
        return isTurned && size == upright.Swapped
            ? new PictureFlaw(
                Orientation, $"{size} before EXIF orientation {picture.ExifOrientation} makes it {upright}", upright, isTurned)
            : new PictureFlaw(Size, $"the entry says {size}, the picture has {upright}", upright, isTurned);
    }
}
