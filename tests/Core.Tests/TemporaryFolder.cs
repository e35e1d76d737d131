namespace ClipSurgery.Tests;

/// <summary>A folder of its own for one test, deleted at its end.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string FullPath { get; } = Directory.CreateTempSubdirectory("clip-surgery-test-").FullName;

    /// <summary>A path inside, whether it exists or not.</summary>
    public string this[params string[] parts] => Path.Combine([FullPath, .. parts]);

    /// <summary>Creates a folder inside and returns its path.</summary>
    public string Create(params string[] parts) => Directory.CreateDirectory(this[parts]).FullName;

    public void Dispose() => Directory.Delete(FullPath, recursive: true);
}
