using System.Runtime.InteropServices;

namespace ClipSurgery;

/// <summary>
/// An immutable binary mask of a picture, kept as COCO's run lengths: pixels are counted down the columns, left column first,
/// in runs that are outside, inside, outside … in turn. A mask of up to 2,147,483,647 pixels costs four bytes a run.
/// </summary>
public sealed partial class Mask : IEquatable<Mask>
{
    private readonly int[] _counts;

    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    /// <param name="counts">Run lengths in their only form: no zero but a leading one, their sum the number of pixels.</param>
    private Mask(int width, int height, int[] counts)
    {
        Width = width;
        Height = height;
        _counts = counts;
        (Area, Bounds) = RunGeometry.Measure(counts, width, height);
    }

    /// <summary>Width in pixels.</summary>
    public int Width { get; }

    /// <summary>Height in pixels.</summary>
    public int Height { get; }

    /// <summary>Number of pixels inside.</summary>
    public long Area { get; }

    /// <summary>The smallest rectangle around the pixels inside, in whole pixels; 0, 0, 0, 0 for an empty mask.</summary>
    public BoxXywh Bounds { get; }

    /// <summary>True where no pixel is inside.</summary>
    public bool IsEmpty => Area == 0;

    /// <summary>Whether a pixel belongs to the mask; false outside the picture.</summary>
    /// <param name="x">Column from the left, from 0.</param>
    /// <param name="y">Row from the top, from 0.</param>
    public bool Contains(int x, int y)
    {
        if ((uint)x >= (uint)Width || (uint)y >= (uint)Height)
        {
            return false;
        }

        long before = (long)x * Height + y;
        bool inside = true;
        foreach (int run in _counts)
        {
            inside = !inside;
            before -= run;
            if (before < 0)
            {
                break;
            }
        }

        return inside;
    }

    /// <summary>
    /// Run lengths in column-major order, the first one outside. Only the first may be 0 (the top left pixel is inside);
    /// their sum is <c>width × height</c>.
    /// </summary>
    public ReadOnlySpan<int> Counts => _counts;

    /// <summary>
    /// True where a part encloses outside pixels. Parts are joined by pixel edges and holes by edges or corners, so a hole is
    /// what the polygons of <see cref="ToPolygons"/> cannot express. Traces the mask on every call.
    /// </summary>
    public bool HasHoles
    {
        get
        {
            Outline(out bool hasHoles);
            return hasHoles;
        }
    }

    /// <summary>Encodes a bitmap.</summary>
    /// <param name="width">Width in pixels, at least 1.</param>
    /// <param name="height">Height in pixels, at least 1.</param>
    /// <param name="rowMajor"><c>height × width</c> bytes from the top left, row by row; all but 0 are inside.</param>
    /// <exception cref="ArgumentException">The number of bytes is not <c>height × width</c>.</exception>
    public static Mask FromBitmap(int width, int height, ReadOnlySpan<byte> rowMajor)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        if (rowMajor.Length != (long)width * height)
        {
            throw new ArgumentException(
                $"A bitmap of {width}x{height} has {(long)width * height} bytes; {rowMajor.Length} were given.",
                nameof(rowMajor));
        }

        return new Mask(width, height, BitmapRuns.Encode(width, height, rowMajor));
    }

    /// <summary>The mask of rows that were all added.</summary>
    internal static Mask FromRows(MaskRows rows) => new(rows.Width, rows.Height, rows.ToRuns());

    /// <summary>Takes run lengths as COCO's uncompressed <c>counts</c>; zero runs are legal and removed.</summary>
    /// <param name="width">Width in pixels, at least 1.</param>
    /// <param name="height">Height in pixels, at least 1; <c>width × height</c> is at most 2,147,483,647.</param>
    /// <param name="counts">Column-major run lengths, the first one outside.</param>
    /// <exception cref="ClipSurgeryException">
    /// The size is impossible, a run is negative, or the sum is not <c>width × height</c>.
    /// </exception>
    public static Mask FromCounts(int width, int height, ReadOnlySpan<int> counts)
    {
        int pixels = RequirePixels(width, height);
        RunList runs = new();
        long sum = 0;
        for (int i = 0; i < counts.Length; i++)
        {
            if (counts[i] < 0)
            {
                throw new ClipSurgeryException($"Run {i} of a mask is {counts[i]}; expected run lengths of at least 0.");
            }

            sum += counts[i];
            if (sum > pixels)
            {
                break;
            }

            runs.Add(inside: (i & 1) == 1, counts[i]);
        }

        if (sum != pixels)
        {
            throw new ClipSurgeryException(
                $"The runs of a mask cover {(sum > pixels ? "more than " : "")}{Math.Min(sum, pixels)} pixels; " +
                $"expected the {pixels} of {width}x{height}. Check that size is [height, width].");
        }

        return new Mask(width, height, runs.ToArray());
    }

    /// <summary>Decodes COCO's compressed <c>counts</c> string, strictly.</summary>
    /// <param name="width">Width in pixels, at least 1.</param>
    /// <param name="height">Height in pixels, at least 1; <c>width × height</c> is at most 2,147,483,647.</param>
    /// <param name="counts">Characters <c>0</c> to <c>o</c>.</param>
    /// <exception cref="ClipSurgeryException">
    /// The size is impossible, or the string is not a complete mask of that size.
    /// </exception>
    public static Mask FromCompressed(int width, int height, string counts)
    {
        ArgumentNullException.ThrowIfNull(counts);
        RequirePixels(width, height);
        return FromCounts(width, height, CollectionsMarshal.AsSpan(RunLengthString.Decode(counts)));
    }

    /// <summary>
    /// Fills polygons exactly as pycocotools does (<c>rleFrPoly</c>): even-odd inside one ring, the union of several rings.
    /// </summary>
    /// <param name="width">Width in pixels, at least 1.</param>
    /// <param name="height">Height in pixels, at least 1; <c>width × height</c> is at most 2,147,483,647.</param>
    /// <param name="polygons">
    /// Rings <c>[x0, y0, x1, y1, …]</c> of three corners or more, in pixels: (0, 0) is the top left corner of the top left
    /// pixel. What lies outside the picture is cut off.
    /// </param>
    /// <exception cref="ClipSurgeryException">
    /// The size is impossible, a ring is not one, or the edges go over more than 4,194,304 pixel columns in all.
    /// </exception>
    public static Mask FromPolygons(int width, int height, IReadOnlyList<IReadOnlyList<double>> polygons)
    {
        ArgumentNullException.ThrowIfNull(polygons);
        int pixels = RequirePixels(width, height);
        PolygonRaster.RequireFillable(width, polygons);
        return polygons.Count == 0
            ? new Mask(width, height, [pixels])
            : Union(polygons.Select(ring => new Mask(width, height, PolygonRaster.Fill(width, height, ring))));
    }

    /// <summary><c>height × width</c> bytes from the top left, row by row: 1 inside, 0 outside.</summary>
    public byte[] ToBitmap()
    {
        byte[] rowMajor = new byte[checked(Width * Height)];
        BitmapRuns.Decode(_counts, Width, Height, rowMajor);
        return rowMajor;
    }

    /// <summary>Writes the bitmap of <see cref="ToBitmap"/> over a buffer of exactly <c>height × width</c> bytes.</summary>
    /// <exception cref="ArgumentException">The buffer has another length.</exception>
    public void CopyTo(Span<byte> rowMajor)
    {
        if (rowMajor.Length != (long)Width * Height)
        {
            throw new ArgumentException(
                $"A bitmap of {Width}x{Height} has {(long)Width * Height} bytes; the buffer has {rowMajor.Length}.",
                nameof(rowMajor));
        }

        rowMajor.Clear();
        BitmapRuns.Decode(_counts, Width, Height, rowMajor);
    }

    /// <summary>COCO's compressed <c>counts</c> string.</summary>
    public string ToCompressed() => RunLengthString.Encode(_counts);

    /// <summary>
    /// The outer boundaries along pixel edges, one ring <c>[x0, y0, x1, y1, …]</c> for each edge-connected part, clockwise,
    /// corners only, in whole pixels (0, 0 is the top left corner of the top left pixel). <see cref="FromPolygons"/> gives the
    /// same mask back unless it <see cref="HasHoles"/>: holes are filled then. Parts come in the order of their first pixel down
    /// the columns.
    /// </summary>
    public IReadOnlyList<double[]> ToPolygons() => Outline(out _);

    /// <summary>The polygons of <see cref="ToPolygons"/> and the answer of <see cref="HasHoles"/> from one trace.</summary>
    internal IReadOnlyList<double[]> Outline(out bool hasHoles) => BoundaryTrace.OuterRings(_counts, Width, Height, out hasHoles);

    /// <summary>
    /// All boundaries along pixel edges, one ring <c>[x0, y0, x1, y1, …]</c> each: parts clockwise, holes the other way round.
    /// The even-odd fill of all of them together is the mask.
    /// </summary>
    internal IReadOnlyList<double[]> Boundaries() =>
        [.. BoundaryTrace.Rings(_counts, Width, Height).Select(boundary => boundary.Ring)];

    /// <summary>True where the other mask has the same size and the same pixels.</summary>
    public bool Equals(Mask? other) =>
        other is not null && Width == other.Width && Height == other.Height && _counts.AsSpan().SequenceEqual(other._counts);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Mask);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = new();
        hash.Add(Width);
        hash.Add(Height);
        hash.AddBytes(MemoryMarshal.AsBytes<int>(_counts));
        return hash.ToHashCode();
    }

    /// <summary>Size, area and box, for logs and debuggers.</summary>
    public override string ToString() => $"{Width}x{Height}, {Area} px in {Bounds.X},{Bounds.Y} {Bounds.Width}x{Bounds.Height}";

    private static int RequirePixels(int width, int height)
    {
        if (width < 1 || height < 1 || (long)width * height > int.MaxValue)
        {
            throw new ClipSurgeryException(
                $"A mask of {width}x{height} is impossible; " +
                $"expected a width and a height of at least 1 and at most {int.MaxValue} pixels.");
        }

        return width * height;
    }
}
