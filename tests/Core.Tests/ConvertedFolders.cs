namespace ClipSurgery.Tests;

/// <summary>Converted checkpoints, each converted once for all tests of a class.</summary>
public sealed class ConvertedFolders : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<(string Checkpoint, ConversionOptions Options), string> _converted = [];

    public string Convert(string checkpoint, ConversionOptions options)
    {
        lock (_converted)
        {
            if (!_converted.TryGetValue((checkpoint, options), out string? path))
            {
                path = _folder[$"{_converted.Count}"];
                Directory.CreateDirectory(path);
                using ClipCheckpoint opened = ClipCheckpoint.Open(checkpoint, options);
                CheckpointGraphs.Write(opened, path);
                _converted.Add((checkpoint, options), path);
            }

            return path;
        }
    }

    public void Dispose() => _folder.Dispose();
}
