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
    public float[] Normalize()
    {
        float min = TensorPrimitives.Min(_values);
        float range = TensorPrimitives.Max(_values) - min;
        float[] normalized = new float[_values.Length];
        if (range > 0)
        {
            TensorPrimitives.Subtract(_values, min, normalized);
            TensorPrimitives.Divide(normalized, range, normalized);
        }

        return normalized;
    }

    /// <summary>
    /// The normalised map, resized bilinearly (half-pixel centres) to a picture: <c>[height · width]</c>, row-major, 0 to 1.
    /// </summary>
    public float[] Resize(int width, int height)
    {
        float[] resized = new float[checked(width * height)];
        BilinearResize.Resize(Normalize(), GridWidth, GridHeight, resized, width, height);
        return resized;
    }
}
