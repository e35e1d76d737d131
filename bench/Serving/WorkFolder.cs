namespace ClipSurgery.Bench;

/// <summary>A folder with some pictures of emoji-dev and a place for labels, deleted at the end.</summary>
internal sealed class WorkFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("clip-surgery-bench-");

    public WorkFolder(int pictures)
    {
        Directory.CreateDirectory(Pictures);
        foreach (string file in Directory.GetFiles(Path.Combine("bench", "data", "emoji-dev", "images")).Order(StringComparer.Ordinal).Take(pictures))
        {
            File.Copy(file, Path.Combine(Pictures, Path.GetFileName(file)));
        }
    }

    public string Root => _folder.FullName;

    public string Pictures => Path.Combine(Root, "pictures");

    public string Labels => Path.Combine(Root, "labels");

    public void Dispose() => _folder.Delete(recursive: true);
}
