namespace ClipSurgery;

/// <summary>Reads a folder of YOLO label files: a text file a picture, of the picture's name, with a line an object.</summary>
internal static class YoloBoxes
{
    /// <summary>A folder of label files is called so, and the folder of pictures beside it <see cref="Images"/>.</summary>
    private const string Labels = "labels";
    private const string Images = "images";

    /// <summary>Reads all label files of a folder and of those in it.</summary>
    public static IEnumerable<BoxedPicture> Read(BoxFolder folder, IReadOnlyDictionary<int, LabelClass> classes, BoxFindings findings)
    {
        Dictionary<int, string> names = classes.ToDictionary(pair => pair.Key, pair => pair.Value.Name);
        foreach (string file in LabelFiles(folder.Files))
        {
            string path = folder.PathOf(file);
            string[] lines = folder.ReadLines(file);
            List<BoxLabel> labels = [];
            for (int i = 0; i < lines.Length; i++)
            {
                if (!string.IsNullOrWhiteSpace(lines[i]) && YoloLine.Read(lines[i], $"{path}:{i + 1}", names, findings) is { } label)
                {
                    labels.Add(label);
                }
            }

            yield return new BoxedPicture(path) { Stems = [.. StemsOf(file)], Labels = labels };
        }
    }

    /// <summary>
    /// Where folders are called <c>labels</c>, the files in them: a data set has lists of pictures and notes beside these.
    /// </summary>
    private static IEnumerable<string> LabelFiles(IReadOnlyList<string> files)
    {
        string[] some = [.. files.Where(file => file.Split('/').SkipLast(1).Contains(Labels))];
        return some.Length > 0 ? some : files.Where(file => file.Split('/')[^1] != YoloNames.ClassList);
    }

    /// <summary>
    /// The picture of <c>labels/train/a.txt</c> is <c>a</c> in the same place among the pictures: <c>labels/train/a</c>,
    /// <c>images/train/a</c>, or <c>train/a</c>.
    /// </summary>
    private static IEnumerable<string> StemsOf(string file)
    {
        string stem = PictureStem.Of(file);
        yield return stem;
        List<string> parts = [.. stem.Split('/')];
        int last = parts.FindLastIndex(parts.Count - 2 < 0 ? 0 : parts.Count - 2, part => part == Labels);
        if (last >= 0 && parts.Count > 1)
        {
            parts[last] = Images;
            yield return string.Join('/', parts);
            parts.RemoveAt(last);
            yield return string.Join('/', parts);
        }
    }
}
