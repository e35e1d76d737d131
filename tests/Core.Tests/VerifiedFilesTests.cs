namespace ClipSurgery.Tests;

public sealed class VerifiedFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_the_manifest_says_is_not_computed_again()
    {
        string known = _folder.Write("known.bin", [1, 2, 3]);
        string other = _folder.Write("other.bin", [1, 2, 3]);
        string hash = new('A', 64);
        ModelManifest manifest = new()
        {
            Name = "x",
            Kind = ModelKind.Clip,
            Description = "x",
            License = "x",
            Source = "x",
            Files = new Dictionary<string, ModelFile> { ["known.bin"] = new ModelFile(3, hash) },
        };

        Assert.Equal(new string('a', 64), new VerifiedFiles(_folder.FullPath, manifest).Sha256(known));
        Assert.Equal(FileHash.Sha256(other), new VerifiedFiles(_folder.FullPath, manifest).Sha256(other));
        Assert.Equal(FileHash.Sha256(known), new VerifiedFiles(_folder.FullPath, null).Sha256(known));
        Assert.Equal(FileHash.Sha256(known), default(VerifiedFiles).Sha256(known));
    }
}
