using System.IO.Compression;

namespace ClipSurgery;

/// <summary>
/// Seven photographs of COCO and seven sheets of pictograms in turn (models/NOTICE.md says whose they are): of many things, and both
/// photographed and drawn. What a checkpoint's patch embeddings have in common in them, they have in common in any picture.
/// </summary>
internal static class ReferencePictures
{
    /// <summary>How many there are.</summary>
    public const int Count = 14;

    private const int Side = 224;

    /// <summary>Grey values are kept in steps of this size.</summary>
    private const int Step = 4;

    /// <summary>
    /// Decodes them. The file, which <c>bench/ReferencePictures</c> writes, is Brotli over one plane after the other (R, G, B of the first
    /// picture, and so on); a byte is the difference to the pixel at the left.
    /// </summary>
    public static IReadOnlyList<RgbImage> Read()
    {
        using MemoryStream unpacked = new();
        using (BrotliStream file = new(EmbeddedFile.Open("reference-pictures.br"), CompressionMode.Decompress))
        {
            file.CopyTo(unpacked);
        }

        return [.. unpacked.ToArray().Chunk(3 * Side * Side).Select(Decode)];
    }

    private static RgbImage Decode(byte[] differences)
    {
        byte[] pixels = new byte[differences.Length];
        for (int row = 0; row < 3 * Side; row++)
        {
            (int channel, int y) = (row / Side, row % Side);
            byte value = 0;
            for (int x = 0; x < Side; x++)
            {
                value += differences[row * Side + x];
                pixels[3 * (y * Side + x) + channel] = (byte)(value * Step + Step / 2);
            }
        }

        return new RgbImage(Side, Side, pixels);
    }
}
