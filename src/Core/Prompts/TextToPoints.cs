using System.Numerics.Tensors;

namespace ClipSurgery;

/// <summary>CLIP Surgery's Text2Points (arXiv 2304.05653, section 3.4): a similarity map becomes point prompts.</summary>
public static class TextToPoints
{
    /// <summary>
    /// Halves the map's grid, brings it to 0 to 1, and takes the cells at or above the threshold as positive points (at most half
    /// of all cells) and as many of the lowest cells as negative points. A point is its cell's centre, cut to whole pixels.
    /// </summary>
    /// <param name="map">Raw or normalised values <c>[gridHeight · gridWidth]</c>, row-major from the top left.</param>
    /// <param name="gridWidth">Columns of the map.</param>
    /// <param name="gridHeight">Rows of the map.</param>
    /// <param name="imageWidth">Width of the picture in pixels.</param>
    /// <param name="imageHeight">Height of the picture in pixels.</param>
    /// <param name="threshold">Share of the map's range, 0 to 1. Defaults to the paper's 0.8.</param>
    /// <returns>
    /// Positive points, highest last, then negative ones, lowest first; cells of equal value in grid order. Empty where the map
    /// has one value everywhere, or one that is not finite: it points at nothing.
    /// </returns>
    public static IReadOnlyList<PromptPoint> Plan(
        ReadOnlySpan<float> map, int gridWidth, int gridHeight, int imageWidth, int imageHeight, float threshold = 0.8f)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(gridWidth, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(gridHeight, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(imageWidth, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(imageHeight, 1);
        if (!(threshold is >= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(threshold), threshold, "The threshold must be 0 to 1.");
        }

        long values = (long)gridWidth * gridHeight;
        if (map.Length != values)
        {
            throw new ArgumentException(
                $"A map of {gridWidth}x{gridHeight} has {values} values; {map.Length} were given.", nameof(map));
        }

        int columns = Math.Max(1, gridWidth / 2);
        int rows = Math.Max(1, gridHeight / 2);
        float[] cells = new float[columns * rows];
        BilinearResize.Resize(map, gridWidth, gridHeight, cells, columns, rows);
        float min = TensorPrimitives.Min(cells);
        float range = TensorPrimitives.Max(cells) - min;
        if (!(range > 0 && float.IsFinite(range)))
        {
            return [];
        }

        TensorPrimitives.Subtract(cells, min, cells);
        TensorPrimitives.Divide(cells, range, cells);
        int count = Math.Min(cells.Count(value => value >= threshold), cells.Length / 2);
        int[] ranked = [.. Enumerable.Range(0, cells.Length).OrderBy(cell => cells[cell])];
        return
        [
            .. ranked[^count..].Select(cell => new PromptPoint(Centre(cell), IsPositive: true)),
            .. ranked[..count].Select(cell => new PromptPoint(Centre(cell), IsPositive: false)),
        ];

        ImagePoint Centre(int cell) => new(
            (int)Math.Min((cell % columns + 0.5) * imageWidth / columns, imageWidth - 1),
            (int)Math.Min((cell / columns + 0.5) * imageHeight / rows, imageHeight - 1));
    }
}
