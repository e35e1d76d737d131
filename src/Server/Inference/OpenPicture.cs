namespace ClipSurgery;

/// <summary>A picture that is decoded and encoded.</summary>
/// <param name="File">Its pixels and what its file said.</param>
/// <param name="Encoded">What the models are asked.</param>
internal sealed record OpenPicture(LoadedImage File, IEncodedPicture Encoded)
{
    /// <summary>What it takes in memory; its pixels too, since they live as long.</summary>
    public long Bytes => File.Image.Pixels.Length + Encoded.Bytes;
}
