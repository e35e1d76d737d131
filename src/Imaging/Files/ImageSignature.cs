namespace ClipSurgery;

/// <summary>Tells an image format by the first bytes of a file. What is not listed here never reaches a decoder.</summary>
internal static class ImageSignature
{
    /// <summary>The formats that can be read, for messages.</summary>
    public const string Expected = "JPEG, PNG, WebP, TIFF, BMP or GIF";

    /// <summary>The format's name as <see cref="LoadedImage.Format"/> gives it; null where the bytes are none of them.</summary>
    public static string? FormatOf(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [0xFF, 0xD8, 0xFF, ..] => "JPEG",
        [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => "PNG",
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => "WebP",
        [(byte)'I', (byte)'I', 42 or 43, 0, ..] or [(byte)'M', (byte)'M', 0, 42 or 43, ..] => "TIFF",
        [(byte)'G', (byte)'I', (byte)'F', (byte)'8', (byte)'7' or (byte)'9', (byte)'a', ..] => "GIF",
        [(byte)'B', (byte)'M', ..] => "BMP",
        _ => null,
    };
}
