using System.Buffers.Binary;
using System.Globalization;

namespace ClipSurgery;

/// <summary>Which bits of a pixel hold a channel; 0 where the channel is not there.</summary>
internal readonly record struct BmpMasks(uint Red, uint Green, uint Blue, uint Alpha);

/// <summary>What the header of a BMP says: size in pixels, row order, depth, and where palette and pixels lie.</summary>
internal readonly record struct BmpHeader(
    int Width,
    int Height,
    bool TopDown,
    int BitsPerPixel,
    long PixelOffset,
    uint HeaderBytes,
    uint PaletteColors,
    BmpMasks Masks,
    bool IsRunLength)
{
    private const int FileHeaderBytes = 14;
    private const int CoreHeaderBytes = 12;
    private const int InfoHeaderBytes = 40;
    private const int MaskOffset = FileHeaderBytes + InfoHeaderBytes;

    private const uint Uncompressed = 0;
    private const uint RunLengths8 = 1;
    private const uint RunLengths4 = 2;
    private const uint BitFields = 3;
    private const uint Jpeg = 4;
    private const uint Png = 5;
    private const uint AlphaBitFields = 6;

    /// <summary>Whether this is OS/2's first header, whose palette has three bytes a colour.</summary>
    public bool IsCore => HeaderBytes == CoreHeaderBytes;

    /// <summary>Where the palette begins, in bytes.</summary>
    public long PaletteOffset => FileHeaderBytes + HeaderBytes;

    /// <summary>Reads the header of a file that begins with "BM" and checks what can be checked on it alone.</summary>
    /// <exception cref="ClipSurgeryException">It is cut short or makes no sense, or the pixels are compressed.</exception>
    public static BmpHeader Read(ReadOnlySpan<byte> bytes, string name)
    {
        if (bytes.Length < FileHeaderBytes + CoreHeaderBytes)
        {
            throw Damaged(name, $"{bytes.Length} bytes are too few for a header");
        }

        uint pixelOffset = BinaryPrimitives.ReadUInt32LittleEndian(bytes[10..]);
        uint headerBytes = BinaryPrimitives.ReadUInt32LittleEndian(bytes[14..]);
        if (headerBytes == CoreHeaderBytes)
        {
            int coreWidth = BinaryPrimitives.ReadUInt16LittleEndian(bytes[18..]);
            int coreHeight = BinaryPrimitives.ReadUInt16LittleEndian(bytes[20..]);
            int coreBits = BinaryPrimitives.ReadUInt16LittleEndian(bytes[24..]);
            BmpMasks coreMasks = ReadMasks(bytes, headerBytes, Uncompressed, coreBits, name);
            return Check(new BmpHeader(coreWidth, coreHeight, false, coreBits, pixelOffset, headerBytes, 0, coreMasks, false), name);
        }

        if (headerBytes < InfoHeaderBytes || bytes.Length < FileHeaderBytes + (long)headerBytes)
        {
            throw Damaged(name, $"a header of {headerBytes} bytes in a file of {bytes.Length}");
        }

        int width = BinaryPrimitives.ReadInt32LittleEndian(bytes[18..]);
        int signedHeight = BinaryPrimitives.ReadInt32LittleEndian(bytes[22..]);
        int bits = BinaryPrimitives.ReadUInt16LittleEndian(bytes[28..]);
        uint compression = BinaryPrimitives.ReadUInt32LittleEndian(bytes[30..]);
        uint paletteColors = BinaryPrimitives.ReadUInt32LittleEndian(bytes[46..]);
        int height = signedHeight == int.MinValue ? 0 : Math.Abs(signedHeight);
        BmpMasks masks = ReadMasks(bytes, headerBytes, compression, bits, name);
        bool isRunLength = IsRunLengths(compression, bits);
        return Check(
            new BmpHeader(width, height, signedHeight < 0, bits, pixelOffset, headerBytes, paletteColors, masks, isRunLength), name);
    }

    private static BmpMasks ReadMasks(ReadOnlySpan<byte> bytes, uint headerBytes, uint compression, int bits, string name)
    {
        if (compression == Uncompressed || IsRunLengths(compression, bits))
        {
            return bits == 16 ? new BmpMasks(0x7C00, 0x03E0, 0x001F, 0) : new BmpMasks(0xFF0000, 0x00FF00, 0x0000FF, 0);
        }

        if (compression is not (BitFields or AlphaBitFields) || bits is not (16 or 32))
        {
            string kind = compression switch
            {
                RunLengths8 or RunLengths4 => $"run lengths of {bits} bits a pixel",
                Jpeg => "a JPEG",
                Png => "a PNG",
                _ => $"compression of the type {compression} with {bits} bits a pixel",
            };
            throw new ClipSurgeryException(string.Create(
                CultureInfo.InvariantCulture,
                $"{name}: the BMP holds {kind}; expected plain pixels, or run lengths of 4 or 8 bits. Save it again as PNG."));
        }

        // The masks follow the 40 bytes of the first header version, or are part of a later one: the same place.
        bool hasAlpha = headerBytes >= InfoHeaderBytes + 16 || compression == AlphaBitFields;
        if (bytes.Length < MaskOffset + (hasAlpha ? 16 : 12))
        {
            throw Damaged(name, "the colour masks are missing");
        }

        return new BmpMasks(
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[MaskOffset..]),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[(MaskOffset + 4)..]),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[(MaskOffset + 8)..]),
            hasAlpha ? BinaryPrimitives.ReadUInt32LittleEndian(bytes[(MaskOffset + 12)..]) : 0);
    }

    private static bool IsRunLengths(uint compression, int bits) =>
        (compression, bits) is (RunLengths8, 8) or (RunLengths4, 4);

    private static BmpHeader Check(BmpHeader header, string name)
    {
        if (header.Width < 1 || header.Height < 1)
        {
            throw Damaged(name, string.Create(CultureInfo.InvariantCulture, $"a size of {header.Width}x{header.Height}"));
        }

        return header.BitsPerPixel is 1 or 4 or 8 or 16 or 24 or 32
            ? header
            : throw Damaged(name, $"{header.BitsPerPixel} bits a pixel; expected 1, 4, 8, 16, 24 or 32");
    }

    /// <summary>The error for a header that cannot be used.</summary>
    public static ClipSurgeryException Damaged(string name, string found) =>
        new($"{name}: the BMP header is damaged ({found}). Get a whole copy, or save it again as PNG.");
}
