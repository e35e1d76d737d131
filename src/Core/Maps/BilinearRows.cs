using System.Numerics.Tensors;

namespace ClipSurgery;

/// <summary>
/// A map that is being resized (<see cref="BilinearResize"/>), row by row from the top: a picture of 100 megapixels need not be held
/// as floats.
/// </summary>
internal ref struct BilinearRows
{
    private readonly ReadOnlySpan<float> _source;
    private readonly int _stride;
    private readonly int _sourceWidth;
    private readonly int _sourceHeight;
    private readonly int _targetHeight;
    private readonly BilinearTap[] _columns;

    /// <summary>The two source rows between which a target row lies, each resized to the target's width once.</summary>
    private Span<float> _upper;
    private Span<float> _lower;
    private int _upperRow = -1;
    private int _lowerRow = -1;

    /// <param name="source">The map, row-major.</param>
    /// <param name="stride">Columns of the whole map.</param>
    /// <param name="sourceWidth">Columns of the part that is resized.</param>
    /// <param name="sourceHeight">Rows of the part that is resized.</param>
    /// <param name="targetWidth">Columns of the target.</param>
    /// <param name="targetHeight">Rows of the target.</param>
    public BilinearRows(ReadOnlySpan<float> source, int stride, int sourceWidth, int sourceHeight, int targetWidth, int targetHeight)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sourceWidth, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(sourceHeight, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(targetWidth, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(targetHeight, 1);
        _source = source;
        _stride = stride;
        _sourceWidth = sourceWidth;
        _sourceHeight = sourceHeight;
        _targetHeight = targetHeight;
        _columns = BilinearTap.ForAxis(sourceWidth, targetWidth);
        _upper = new float[targetWidth];
        _lower = new float[targetWidth];
    }

    /// <summary>One row of the target.</summary>
    /// <param name="y">Its number; it costs least from 0 upwards.</param>
    /// <param name="line">Receives it.</param>
    public void Read(int y, Span<float> line)
    {
        BilinearTap row = BilinearTap.At(y, _sourceHeight, _targetHeight);
        if (row.First == _lowerRow && row.First != _upperRow)
        {
            Span<float> swap = _upper;
            _upper = _lower;
            _lower = swap;
            (_upperRow, _lowerRow) = (_lowerRow, _upperRow);
        }

        if (row.First != _upperRow)
        {
            ResizeRow(_source.Slice(row.First * _stride, _sourceWidth), _columns, _upper);
            _upperRow = row.First;
        }

        if (row.Second != _lowerRow)
        {
            ResizeRow(_source.Slice(row.Second * _stride, _sourceWidth), _columns, _lower);
            _lowerRow = row.Second;
        }

        TensorPrimitives.Multiply(_upper, 1 - row.Fraction, line);
        TensorPrimitives.MultiplyAdd(_lower, row.Fraction, line, line);
    }

    /// <summary>The mask of all places that reach a threshold.</summary>
    public Mask ToMask(float threshold)
    {
        int width = _columns.Length;
        MaskRows rows = new(width, _targetHeight);
        Span<float> line = new float[width];
        Span<byte> inside = new byte[width];
        for (int y = 0; y < _targetHeight; y++)
        {
            Read(y, line);
            for (int x = 0; x < line.Length; x++)
            {
                inside[x] = line[x] >= threshold ? (byte)1 : (byte)0;
            }

            rows.Add(inside);
        }

        return Mask.FromRows(rows);
    }

    private static void ResizeRow(ReadOnlySpan<float> source, ReadOnlySpan<BilinearTap> columns, Span<float> target)
    {
        for (int x = 0; x < target.Length; x++)
        {
            BilinearTap tap = columns[x];
            target[x] = source[tap.First] * (1 - tap.Fraction) + source[tap.Second] * tap.Fraction;
        }
    }
}
