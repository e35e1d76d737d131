namespace ClipSurgery.Tests;

/// <summary>A folder of its own for one test, deleted at its end.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string FullPath { get; } = Directory.CreateTempSubdirectory("clip-surgery-test-").FullName;

    /// <summary>A path inside, whether it exists or not.</summary>
    public string this[params string[] parts] => Path.Combine([FullPath, .. parts]);

    /// <summary>Creates a folder inside and returns its path.</summary>
    public string Create(params string[] parts) => Directory.CreateDirectory(this[parts]).FullName;

    /// <summary>Writes a file inside and returns its path.</summary>
    public string Write(string name, byte[] bytes)
    {
        File.WriteAllBytes(this[name], bytes);
        return this[name];
    }

    /// <summary>Names of the files inside, in ordinal order.</summary>
    public string[] Names() => [.. Directory.EnumerateFiles(FullPath).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    public void Dispose() => Directory.Delete(FullPath, recursive: true);
}
