using System.Text.Json;

namespace ClipSurgery;

/// <summary>Width and height of a picture in pixels: 1 to 1,000,000 each, their product at most 2,147,483,647.</summary>
internal readonly record struct PictureSize(int Width, int Height)
{
    /// <summary>Above any picture, and low enough for masks to be filled.</summary>
    private const int LargestSide = 1_000_000;

    public long Pixels => (long)Width * Height;

    public PictureSize Swapped => new(Height, Width);

    public override string ToString() => $"{Width}x{Height}";

    /// <summary>The size that an image's entry means, however its numbers are written; null where there is none.</summary>
    public static PictureSize? Read(JsonElement image) =>
        image.TryGetProperty("width", out JsonElement width) && image.TryGetProperty("height", out JsonElement height)
            ? Of(CocoId.Read(width)?.Number, CocoId.Read(height)?.Number)
            : null;

    /// <summary>The size that <c>[height, width]</c> states, or null.</summary>
    public static PictureSize? ReadRunLengthSize(JsonElement size) =>
        size.ValueKind == JsonValueKind.Array && size.GetArrayLength() == 2
            ? Of(CocoId.Whole(size[1]), CocoId.Whole(size[0]))
            : null;

    private static PictureSize? Of(long? width, long? height) =>
        width is >= 1 and <= LargestSide && height is >= 1 and <= LargestSide && width * height <= int.MaxValue
            ? new PictureSize((int)width, (int)height)
            : null;
}
