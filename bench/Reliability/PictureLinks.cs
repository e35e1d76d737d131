namespace ClipSurgery.Bench;

/// <summary>A temporary folder with a run's pictures and what comes of them.</summary>
internal sealed class PictureLinks : IDisposable
{
    private const string Source = "bench/data/emoji-dev/images";
    private readonly string _folder = Directory.CreateTempSubdirectory("clip-surgery-bench-").FullName;

    /// <param name="count">How many pictures; those of <c>emoji-dev</c> are linked as often as it takes.</param>
    public PictureLinks(int count)
    {
        Directory.CreateDirectory(Pictures);
        string[] files = Directory.GetFiles(Path.GetFullPath(Source));
        Array.Sort(files, StringComparer.Ordinal);
        for (int i = 0; i < count; i++)
        {
            File.CreateSymbolicLink(Path.Combine(Pictures, $"{i:D5}.jpg"), files[i % files.Length]);
        }
    }

    public string Pictures => Path.Combine(_folder, "pictures");

    /// <summary>A run's folder, which is not there yet.</summary>
    public string Output(string name) => Path.Combine(_folder, name);

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
