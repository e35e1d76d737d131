using System.Runtime.InteropServices;
using System.Text.Json;

namespace ClipSurgery.Tests;

/// <summary>A safetensors file that tests read, change and write, independently of the library's own reader.</summary>
internal sealed class TestCheckpoint
{
    private readonly SortedDictionary<string, (string Type, int[] Shape, byte[] Bytes)> _tensors = new(StringComparer.Ordinal);

    public IEnumerable<string> Names => [.. _tensors.Keys];

    public static TestCheckpoint Read(string path)
    {
        byte[] file = File.ReadAllBytes(path);
        int data = 8 + (int)BitConverter.ToInt64(file);
        using JsonDocument json = JsonDocument.Parse(file.AsMemory(8, data - 8));
        TestCheckpoint checkpoint = new();
        foreach (JsonProperty entry in json.RootElement.EnumerateObject().Where(entry => entry.Name != "__metadata__"))
        {
            JsonElement offsets = entry.Value.GetProperty("data_offsets");
            checkpoint._tensors.Add(entry.Name, (
                entry.Value.GetProperty("dtype").GetString()!,
                [.. entry.Value.GetProperty("shape").EnumerateArray().Select(dimension => dimension.GetInt32())],
                file[(data + offsets[0].GetInt32())..(data + offsets[1].GetInt32())]));
        }

        return checkpoint;
    }

    public int[] Shape(string name) => _tensors[name].Shape;

    public float[] Floats(string name) => MemoryMarshal.Cast<byte, float>(_tensors[name].Bytes).ToArray();

    public TestCheckpoint Set(string name, int[] shape, float[] values)
    {
        _tensors[name] = ("F32", shape, MemoryMarshal.AsBytes(values.AsSpan()).ToArray());
        return this;
    }

    public TestCheckpoint SetIntegers(string name, int[] shape, long[] values)
    {
        _tensors[name] = ("I64", shape, MemoryMarshal.AsBytes(values.AsSpan()).ToArray());
        return this;
    }

    public TestCheckpoint Remove(string name)
    {
        Assert.True(_tensors.Remove(name), name);
        return this;
    }

    public TestCheckpoint Rename(Func<string, string> newName)
    {
        foreach (string name in Names)
        {
            (string, int[], byte[]) tensor = _tensors[name];
            _tensors.Remove(name);
            _tensors.Add(newName(name), tensor);
        }

        return this;
    }

    /// <summary>Rounds all floats to 16 bits, and stores them so, or as the 32-bit floats that they are then.</summary>
    public TestCheckpoint Round(string type, bool isStored)
    {
        foreach (string name in Names.Where(name => _tensors[name].Type == "F32"))
        {
            float[] values = Floats(name);
            ushort[] bits = [.. values.Select(value => type == "F16"
                ? BitConverter.HalfToUInt16Bits((Half)value)
                : (ushort)(BitConverter.SingleToUInt32Bits(value) >> 16))];
            float[] rounded = [.. bits.Select(half => type == "F16"
                ? (float)BitConverter.UInt16BitsToHalf(half)
                : BitConverter.UInt32BitsToSingle((uint)half << 16))];
            _tensors[name] = isStored
                ? (type, Shape(name), MemoryMarshal.AsBytes(bits.AsSpan()).ToArray())
                : ("F32", Shape(name), MemoryMarshal.AsBytes(rounded.AsSpan()).ToArray());
        }

        return this;
    }

    /// <summary>Keeps some of a tensor's rows or columns (the axis), in their order.</summary>
    public TestCheckpoint Keep(string name, int axis, Func<int, bool> isKept)
    {
        int[] shape = Shape(name);
        float[] values = Floats(name);
        int inner = shape[(axis + 1)..].Aggregate(1, (product, dimension) => product * dimension);
        int[] newShape = [.. shape];
        newShape[axis] = Enumerable.Range(0, shape[axis]).Count(isKept);
        return Set(name, newShape, [.. values.Where((_, i) => isKept(i / inner % shape[axis]))]);
    }

    /// <summary>Sets some of a tensor's rows or columns (the axis) to 0.</summary>
    public TestCheckpoint Clear(string name, int axis, Func<int, bool> isCleared)
    {
        int[] shape = Shape(name);
        int inner = shape[(axis + 1)..].Aggregate(1, (product, dimension) => product * dimension);
        return Set(name, shape, [.. Floats(name).Select((value, i) => isCleared(i / inner % shape[axis]) ? 0 : value)]);
    }

    public byte[] ToBytes()
    {
        Dictionary<string, object> header = [];
        using MemoryStream data = new();
        foreach ((string name, (string type, int[] shape, byte[] bytes)) in _tensors)
        {
            long[] offsets = [data.Position, data.Position + bytes.Length];
            header.Add(name, new { dtype = type, shape, data_offsets = offsets });
            data.Write(bytes);
        }

        byte[] head = JsonSerializer.SerializeToUtf8Bytes(header);
        return [.. BitConverter.GetBytes((long)head.Length), .. head, .. data.ToArray()];
    }

    /// <summary>Writes the file into a folder and returns the folder.</summary>
    public string Write(string folder, string name = "model.safetensors")
    {
        File.WriteAllBytes(Path.Combine(folder, name), ToBytes());
        return folder;
    }
}
