using System.Runtime.InteropServices;

namespace ClipSurgery;

/// <summary>
/// Text embeddings on disk, by checkpoint, templates and text. May be used by several threads and processes at once.
/// </summary>
internal sealed class TextEmbeddingCache(string directory, int width)
{
    /// <summary>The cache of one text tower.</summary>
    public static TextEmbeddingCache For(ClipConfig config, string cacheDirectory)
    {
        string key = FileHash.Combine(
            [
                config.CheckpointSha256,
                $"{config.ActivationOf(Tower.Text)} {config.Text} {config.EpsilonOf(Tower.Text)} {config.Weights}",
                .. PromptTemplates.Default,
            ]);
        return new TextEmbeddingCache(Path.Combine(cacheDirectory, "text", key[..32]), config.EmbeddingWidth);
    }

    /// <summary>
    /// A text's embedding and whether the text was cut, or null where it is not there or damaged. A file is the embedding's bytes
    /// and one byte for the cut: to know it otherwise, every prompt would have to be tokenised again.
    /// </summary>
    public (float[] Embedding, bool IsTruncated)? TryRead(string text) =>
        ChecksummedFile.TryRead(FileOf(text), width * sizeof(float) + 1) is { } bytes
            ? (MemoryMarshal.Cast<byte, float>(bytes.AsSpan(0, bytes.Length - 1)).ToArray(), bytes[^1] != 0)
            : null;

    /// <summary>Keeps a text's embedding.</summary>
    public void Write(string text, float[] embedding, bool isTruncated) =>
        ChecksummedFile.Write(FileOf(text), [.. MemoryMarshal.AsBytes(embedding.AsSpan()), isTruncated ? (byte)1 : (byte)0]);

    private string FileOf(string text) => Path.Combine(directory, FileHash.Combine([text]));
}
