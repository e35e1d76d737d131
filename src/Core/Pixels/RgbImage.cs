namespace ClipSurgery;

/// <summary>
/// An immutable 8-bit RGB picture. The library's only picture type: no imaging package appears in its signatures.
/// </summary>
public sealed class RgbImage
{
    private readonly PooledArray<byte> _pixels;

    /// <summary>Copies a picture.</summary>
    /// <param name="width">Width in pixels, at least 1.</param>
    /// <param name="height">Height in pixels, at least 1.</param>
    /// <param name="pixels">
    /// <c>height × width × 3</c> bytes, row-major from the top left, interleaved R, G, B, values 0 to 255 (sRGB).
    /// </param>
    /// <exception cref="ArgumentException">The number of bytes is not <c>height × width × 3</c>.</exception>
    public RgbImage(int width, int height, ReadOnlySpan<byte> pixels)
        : this(width, height, (PooledArray<byte>)pixels.ToArray())
    {
    }

    private RgbImage(int width, int height, PooledArray<byte> pixels)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        if (pixels.Length != (long)width * height * 3)
        {
            throw new ArgumentException(
                $"An RGB picture of {width}x{height} has {(long)width * height * 3} bytes; {pixels.Length} were given.", nameof(pixels));
        }

        Width = width;
        Height = height;
        _pixels = pixels;
    }

    /// <summary>Width in pixels.</summary>
    public int Width { get; }

    /// <summary>Height in pixels.</summary>
    public int Height { get; }

    /// <summary><c>height × width × 3</c> bytes, row-major from the top left, interleaved R, G, B.</summary>
    public ReadOnlySpan<byte> Pixels => _pixels.Span;

    /// <summary>One row of <c>width × 3</c> bytes; row 0 is the top.</summary>
    public ReadOnlySpan<byte> Row(int y) => _pixels.Span.Slice(y * Width * 3, Width * 3);

    /// <summary>Copies a part of the picture.</summary>
    /// <param name="x">Left column.</param>
    /// <param name="y">Top row.</param>
    /// <param name="width">Columns, at least 1.</param>
    /// <param name="height">Rows, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The part does not lie inside the picture.</exception>
    public RgbImage Crop(int x, int y, int width, int height) => Crop(x, y, width, height, isRented: false);

    /// <summary>Takes over an array that the caller gives away, without a copy.</summary>
    internal static RgbImage Adopt(int width, int height, PooledArray<byte> pixels) => new(width, height, pixels);

    internal RgbImage Crop(int x, int y, int width, int height, bool isRented)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(x);
        ArgumentOutOfRangeException.ThrowIfNegative(y);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, Width - x);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(height, Height - y);
        PooledArray<byte> pixels = PooledArray<byte>.Create(width * height * 3, isRented);
        for (int row = 0; row < height; row++)
        {
            Row(y + row).Slice(x * 3, width * 3).CopyTo(pixels.Span[(row * width * 3)..]);
        }

        return new RgbImage(width, height, pixels);
    }

    /// <summary>Gives a rented array back; nobody may use the picture any more.</summary>
    internal void Return() => _pixels.Return();
}
