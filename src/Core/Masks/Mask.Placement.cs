namespace ClipSurgery;

/// <content>Masks of a part of a picture, without a bitmap.</content>
public sealed partial class Mask
{
    /// <summary>This mask of a part as a mask of the whole picture.</summary>
    /// <param name="x">Left column of the part.</param>
    /// <param name="y">Top row of the part.</param>
    /// <param name="width">Width of the picture in pixels.</param>
    /// <param name="height">Height of the picture in pixels; <c>width × height</c> is at most 2,147,483,647.</param>
    /// <exception cref="ArgumentOutOfRangeException">The part does not lie inside the picture.</exception>
    /// <exception cref="ClipSurgeryException">The size is impossible.</exception>
    internal Mask Place(int x, int y, int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(x);
        ArgumentOutOfRangeException.ThrowIfNegative(y);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Width, width - x);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Height, height - y);
        int pixels = RequirePixels(width, height);
        RunList runs = new();
        int end = 0;
        int position = 0;
        foreach ((int i, int length) in _counts.Index())
        {
            int left = (i & 1) == 1 ? length : 0;

            // A run that goes on into the next column is cut there: rows of the picture lie between.
            for (int start = position; left > 0;)
            {
                (int column, int row) = Math.DivRem(start, Height);
                int part = Math.Min(left, Height - row);
                int placed = (x + column) * height + y + row;
                runs.Add(inside: false, placed - end);
                runs.Add(inside: true, part);
                end = placed + part;
                start += part;
                left -= part;
            }

            position += length;
        }

        runs.Add(inside: false, pixels - end);
        return new Mask(width, height, runs.ToArray());
    }
}
