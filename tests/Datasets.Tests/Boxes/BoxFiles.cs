namespace ClipSurgery.Tests;

/// <summary>A folder with pictures, of which the names alone count, and files of boxes.</summary>
internal sealed class BoxFiles : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public BoxFiles(params string[] pictures)
    {
        Directory.CreateDirectory(Pictures);
        foreach (string picture in pictures)
        {
            Write($"pictures/{picture}", "");
        }
    }

    public string Pictures => this["pictures"];

    public string this[string name] => _folder[name];

    public void Dispose() => _folder.Dispose();

    public void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(this[name])!);
        File.WriteAllText(this[name], text);
    }

    public BoxLabels Read(string path, string? names = null) =>
        BoxLabels.Read(this[path], Pictures, names is null ? null : this[names], cancellationToken: TestContext.Current.CancellationToken);

    /// <summary>What was read, and what was found wrong.</summary>
    public (BoxSource Source, BoxFindings Findings) ReadSource(string path)
    {
        BoxFindings findings = new();
        return (BoxSource.Read(this[path], null, findings, TestContext.Current.CancellationToken), findings);
    }

    /// <summary>The line of a refusal, with the folder left out.</summary>
    public string Refusal(string path, string? names = null) =>
        Short(Assert.Throws<ClipSurgeryException>(() => Read(path, names)).Message);

    public string Short(string line) => line.Replace($"{_folder.FullPath}{Path.DirectorySeparatorChar}", "", StringComparison.Ordinal);
}
