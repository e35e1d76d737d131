using System.Formats.Tar;
using System.IO.Compression;

namespace ClipSurgery.Tests;

/// <summary>
/// The demo SAM behind the signatures of other exports, one folder each. They share their weights, and so are small in one archive
/// alone. What a layout does not have is the demo SAM's own.
/// </summary>
public sealed class SamLayouts : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public SamLayouts()
    {
        using FileStream file = File.OpenRead(TestData.Golden("sam", "layouts.tar.br"));
        using BrotliStream archive = new(file, CompressionMode.Decompress);
        TarFile.ExtractToDirectory(archive, _folder.FullPath, overwriteFiles: false);
        foreach (string layout in Directory.EnumerateDirectories(_folder.FullPath))
        {
            foreach (string name in new[] { "encoder.onnx", "decoder.onnx" })
            {
                if (!File.Exists(Path.Combine(layout, name)))
                {
                    File.Copy(TestData.Model("sam", "emoji", name), Path.Combine(layout, name));
                }
            }
        }
    }

    /// <summary>Their names.</summary>
    public static TheoryData<string> Names { get; } =
    [
        "official-single", "official-extra-metrics", "official-stability", "official-baked-crop", "samexporter-sam1-preprocess",
        "hf-sam1", "hf-sam2", "samexporter-sam2", "osam-sam2", "efficientsam", "edgesam", "efficientvit", "nanosam", "hq",
    ];

    /// <summary>A model's folder.</summary>
    public string this[string layout] => _folder[layout];

    public void Dispose() => _folder.Dispose();
}
