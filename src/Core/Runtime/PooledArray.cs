using System.Buffers;

namespace ClipSurgery;

/// <summary>
/// Numbers in an array of its own, or in one of the pool, which whoever knows that nobody needs it any more gives back. Large arrays
/// that come and go with each picture would else wait for collections of the oldest generation.
/// </summary>
internal sealed class PooledArray<T>
    where T : unmanaged
{
    private readonly bool _isRented;
    private T[] _array;

    private PooledArray(T[] array, int length, bool isRented)
    {
        _array = array;
        Length = length;
        _isRented = isRented;
    }

    public int Length { get; }

    /// <summary>The numbers; there are none after <see cref="Return"/>, which an exception tells.</summary>
    public Span<T> Span => _array.AsSpan(0, Length);

    /// <summary>The same as <see cref="Span"/>.</summary>
    public Memory<T> Memory => _array.AsMemory(0, Length);

    public static implicit operator PooledArray<T>(T[] array) => new(array, array.Length, isRented: false);

    /// <summary>An array whose contents are undefined where it is rented, and 0 where it is not.</summary>
    public static PooledArray<T> Create(int length, bool isRented) =>
        isRented ? new PooledArray<T>(ArrayPool<T>.Shared.Rent(length), length, isRented) : new T[length];

    /// <summary>Gives a rented array back, once. Where that is forgotten, the collector takes it.</summary>
    public void Return()
    {
        if (_isRented && Interlocked.Exchange(ref _array, []) is { Length: > 0 } array)
        {
            ArrayPool<T>.Shared.Return(array);
        }
    }
}
