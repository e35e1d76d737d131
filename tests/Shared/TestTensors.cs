using System.Runtime.InteropServices;
using System.Text.Json;

namespace ClipSurgery.Tests;

/// <summary>Reads reference tensors independently of the library's own reader.</summary>
internal static class TestTensors
{
    public static long[] ReadInt64(string path, string name) => MemoryMarshal.Cast<byte, long>(ReadBytes(path, name)).ToArray();

    public static float[] ReadFloats(string path, string name) => MemoryMarshal.Cast<byte, float>(ReadBytes(path, name)).ToArray();

    /// <summary>Divides each row by its length.</summary>
    public static float[] NormalizeRows(float[] matrix, int width)
    {
        float[] normalized = new float[matrix.Length];
        for (int row = 0; row < matrix.Length; row += width)
        {
            double length = Math.Sqrt(matrix.Skip(row).Take(width).Sum(value => (double)value * value));
            for (int i = row; i < row + width; i++)
            {
                normalized[i] = (float)(matrix[i] / length);
            }
        }

        return normalized;
    }

    /// <summary>Fails where two tensors differ by more than a tolerance anywhere, with the largest difference.</summary>
    public static void AssertClose(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, float tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        float largest = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            largest = Math.Max(largest, Math.Abs(expected[i] - actual[i]));
        }

        Assert.True(largest <= tolerance, $"largest difference {largest}");
    }

    private static byte[] ReadBytes(string path, string name)
    {
        byte[] file = File.ReadAllBytes(path);
        int header = (int)BitConverter.ToInt64(file);
        using JsonDocument json = JsonDocument.Parse(file.AsMemory(8, header));
        JsonElement offsets = json.RootElement.GetProperty(name).GetProperty("data_offsets");
        return file[(8 + header + offsets[0].GetInt32())..(8 + header + offsets[1].GetInt32())];
    }
}
