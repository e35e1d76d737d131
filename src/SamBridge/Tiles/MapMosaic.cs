namespace ClipSurgery;

/// <summary>
/// The maps of overlapping windows as one map. Patches are averaged, each weighed by a cosine that falls towards its window's border, and
/// nothing is normalised by window: a window that shows nothing stays low, and no seams are seen.
/// </summary>
/// <param name="columns">Columns of the whole grid.</param>
/// <param name="rows">Rows of the whole grid.</param>
internal sealed class MapMosaic(int columns, int rows)
{
    private readonly double[] _sums = new double[columns * rows];
    private readonly double[] _weights = new double[columns * rows];

    /// <summary>Adds a window's map.</summary>
    /// <param name="map">The map.</param>
    /// <param name="column">Its left column in the whole grid.</param>
    /// <param name="row">Its top row in the whole grid.</param>
    public void Add(SimilarityMap map, int column, int row)
    {
        for (int y = 0; y < map.GridHeight; y++)
        {
            for (int x = 0; x < map.GridWidth; x++)
            {
                int place = (row + y) * columns + column + x;
                double weight = Weight(x, map.GridWidth) * Weight(y, map.GridHeight);
                _sums[place] += weight * map.Values[y * map.GridWidth + x];
                _weights[place] += weight;
            }
        }
    }

    /// <summary>The whole map, once the windows cover the grid.</summary>
    public SimilarityMap ToMap(string text) =>
        new(text, columns, rows, [.. _sums.Zip(_weights, (sum, weight) => (float)(sum / weight))]);

    /// <summary>1 in the middle, and above 0 at the borders, which may be the picture's.</summary>
    private static double Weight(int place, int length) => Math.Sin(Math.PI * (place + 0.5) / length);
}
