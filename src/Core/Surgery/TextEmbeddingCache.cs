using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace ClipSurgery;

/// <summary>
/// Text embeddings on disk, by checkpoint, templates and text. A file that is damaged is computed again; a disk that cannot
/// be written costs time, nothing else. May be used by several threads and processes at once.
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
    /// A text's embedding and whether the text was cut, or null where it is not there or damaged. A file is the embedding's bytes,
    /// one byte for the cut (to know it otherwise, every prompt would have to be tokenised again), and the SHA-256 of both.
    /// </summary>
    public (float[] Embedding, bool IsTruncated)? TryRead(string text)
    {
        try
        {
            byte[] file = File.ReadAllBytes(FileOf(text));
            int size = width * sizeof(float) + 1;
            return file.Length == size + SHA256.HashSizeInBytes && SHA256.HashData(file.AsSpan(0, size)).AsSpan().SequenceEqual(file.AsSpan(size))
                ? (MemoryMarshal.Cast<byte, float>(file.AsSpan(0, size - 1)).ToArray(), file[size - 1] != 0)
                : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Keeps a text's embedding.</summary>
    public void Write(string text, float[] embedding, bool isTruncated)
    {
        byte[] bytes = [.. MemoryMarshal.AsBytes(embedding.AsSpan()), isTruncated ? (byte)1 : (byte)0];
        try
        {
            AtomicFile.WriteAllBytes(FileOf(text), (byte[])[.. bytes, .. SHA256.HashData(bytes)]);
        }
        catch (ClipSurgeryException)
        {
            // The cache only saves time.
        }
    }

    private string FileOf(string text) => Path.Combine(directory, FileHash.Combine([text]));
}
