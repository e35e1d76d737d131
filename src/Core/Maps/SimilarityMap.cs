using System.Numerics.Tensors;

namespace ClipSurgery;

/// <summary>How much each patch of a picture answers to one text.</summary>
public sealed class SimilarityMap
{
    private readonly float[] _values;

    internal SimilarityMap(string text, int gridWidth, int gridHeight, float[] values)
    {
        Text = text;
        GridWidth = gridWidth;
        GridHeight = gridHeight;
        _values = values;
    }

    /// <summary>The text.</summary>
    public string Text { get; }

    /// <summary>Columns of the patch grid.</summary>
    public int GridWidth { get; }

    /// <summary>Rows of the patch grid.</summary>
    public int GridHeight { get; }

    /// <summary>
    /// Raw values <c>[GridHeight · GridWidth]</c>, row-major from the top left: differences of cosines, comparable between
    /// pictures.
    /// </summary>
    public ReadOnlySpan<float> Values => _values;

    /// <summary>
    /// The values brought to 0 to 1, lowest patch to highest, in the same order; all 0 where every patch has the same value.
    /// </summary>
    public float[] Normalize() => Normalize(TensorPrimitives.Min(_values), TensorPrimitives.Max(_values));

    /// <summary>
    /// The normalised map, resized bilinearly (half-pixel centres) to a picture: <c>[height · width]</c>, row-major, 0 to 1.
    /// </summary>
    public float[] Resize(int width, int height) => Resize(width, height, TensorPrimitives.Min(_values), TensorPrimitives.Max(_values));

    /// <summary>The same on a scale of one's own, such as that of several maps: 0 at one raw value, 1 at another.</summary>
    /// <param name="width">Width of the picture in pixels.</param>
    /// <param name="height">Height of the picture in pixels.</param>
    /// <param name="low">The raw value that becomes 0.</param>
    /// <param name="high">The raw value that becomes 1; all is 0 where it is not higher than <paramref name="low"/>.</param>
    public float[] Resize(int width, int height, float low, float high)
    {
        float[] resized = new float[checked(width * height)];
        BilinearResize.Resize(Normalize(low, high), GridWidth, GridHeight, resized, width, height);
        return resized;
    }

    private float[] Normalize(float low, float high)
    {
        float[] normalized = new float[_values.Length];
        if (high > low)
        {
            TensorPrimitives.Subtract(_values, low, normalized);
            TensorPrimitives.Divide(normalized, high - low, normalized);
        }

        return normalized;
    }
}
