using System.Buffers.Binary;

namespace ClipSurgery;

/// <summary>The screen of a GIF, and where its first frame lies on it, in pixels from the top left.</summary>
internal readonly record struct GifFrame(int ScreenWidth, int ScreenHeight, int Left, int Top, int Width, int Height)
{
    private const int HeaderBytes = 13;
    private const byte Extension = 0x21;
    private const byte Frame = 0x2C;

    /// <summary>Reads the header; null where no frame is found.</summary>
    public static GifFrame? First(ReadOnlySpan<byte> gif)
    {
        if (gif.Length < HeaderBytes)
        {
            return null;
        }

        (int width, int height) = (Short(gif, 6), Short(gif, 8));
        int at = HeaderBytes + ((gif[10] & 0x80) == 0 ? 0 : 3 << ((gif[10] & 7) + 1));
        while (at + 10 <= gif.Length && gif[at] == Extension)
        {
            // A label, then blocks that each begin with their length; one without length ends them.
            at += 2;
            while (at < gif.Length && gif[at] != 0)
            {
                at += gif[at] + 1;
            }

            at++;
        }

        return at + 10 <= gif.Length && gif[at] == Frame
            ? new GifFrame(width, height, Short(gif, at + 1), Short(gif, at + 3), Short(gif, at + 5), Short(gif, at + 7))
            : null;
    }

    private static int Short(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);
}
