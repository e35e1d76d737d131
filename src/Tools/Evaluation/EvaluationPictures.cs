namespace ClipSurgery.Tools;

/// <summary>The pictures of an evaluation on disk, and which of them had to be left out.</summary>
internal sealed class EvaluationPictures
{
    private readonly string _folder;
    private readonly List<string> _leftOut = [];

    /// <param name="set">The data set.</param>
    /// <param name="folder">The folder that its file names start from.</param>
    public EvaluationPictures(EvaluationSet set, string folder)
    {
        Set = set;
        _folder = folder;
        Found = [.. set.Pictures.Where(picture => ReasonToLeaveOut(folder, picture.Image.FileName) is null)];
        _leftOut.AddRange(set.Pictures.Select(picture => ReasonToLeaveOut(folder, picture.Image.FileName)).OfType<string>());
        if (Found.Count == 0)
        {
            throw new UsageException(
                $"{folder}: has none of the {set.Pictures.Count} pictures, such as {Quoted.Short(set.Pictures[0].Image.FileName)}; " +
                "give their folder with --images.");
        }
    }

    /// <summary>The folder of a data set's pictures: the one that --images names, or images/ beside the file, or its folder.</summary>
    public static string FindFolder(string truthPath, string? given)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(truthPath))!;
        string images = given ?? (Directory.Exists(Path.Combine(folder, "images")) ? Path.Combine(folder, "images") : folder);
        return Directory.Exists(images)
            ? images
            : throw new UsageException($"--images {images}: no such folder; give the folder of the pictures.");
    }

    /// <summary>Why a picture cannot be read; null where it may be. A name from a file that anyone may have written is not followed out of the folder.</summary>
    public static string? ReasonToLeaveOut(string folder, string fileName)
    {
        if (FileNameRules.IsOutside(fileName.Replace('\\', '/')))
        {
            return $"{Quoted.Text(fileName)}: the name leads out of {folder}; it was left out.";
        }

        return File.Exists(Path.Combine(folder, fileName))
            ? null
            : $"{Path.Combine(folder, Quoted.Short(fileName))}: no such picture; it was left out.";
    }

    public EvaluationSet Set { get; }

    /// <summary>The pictures that are there, in the order of the file.</summary>
    public IReadOnlyList<EvaluationPicture> Found { get; }

    /// <summary>One line a picture that is missing or could not be evaluated.</summary>
    public IReadOnlyList<string> LeftOut => _leftOut;

    public RgbImage Read(CocoImage image) => ImageFile.Read(PathOf(image)).Image;

    /// <summary>Leaves a picture out; another method may have done so for the same reason.</summary>
    public void LeaveOut(string reason)
    {
        if (!_leftOut.Contains(reason))
        {
            _leftOut.Add(reason);
        }
    }

    private string PathOf(CocoImage image) => Path.Combine(_folder, image.FileName);
}
