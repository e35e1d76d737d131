using System.Buffers.Binary;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;

namespace ClipSurgery;

/// <summary>One tensor of a safetensors file.</summary>
/// <param name="Name">Its key.</param>
/// <param name="Type">Element type as the header names it, such as <c>F16</c>.</param>
/// <param name="Shape">Dimensions, outermost first; empty for a scalar.</param>
/// <param name="Offset">First byte, from the beginning of the file.</param>
/// <param name="Length">Number of bytes.</param>
internal sealed record SafetensorsTensor(string Name, string Type, IReadOnlyList<long> Shape, long Offset, long Length);

/// <summary>
/// Reads a safetensors file without trusting it: the header's size, every offset and every shape are checked before anything is
/// allocated for them (the order of checks follows the format's reference implementation). May be read by several threads at
/// once.
/// </summary>
internal sealed class SafetensorsFile : IDisposable
{
    /// <summary>The format's own limit.</summary>
    private const long MaxHeaderBytes = 100_000_000;

    /// <summary>A CLIP has a few hundred to a thousand.</summary>
    private const int MaxTensors = 20_000;

    private readonly SafeFileHandle _file;
    private readonly SortedDictionary<string, SafetensorsTensor> _tensors = new(StringComparer.Ordinal);

    private SafetensorsFile(string path, SafeFileHandle file)
    {
        Path = path;
        _file = file;
    }

    public string Path { get; }

    /// <summary>All tensors by name, in ordinal order.</summary>
    public IReadOnlyDictionary<string, SafetensorsTensor> Tensors => _tensors;

    /// <summary>The texts under <c>__metadata__</c>, by name.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; private set; } = new Dictionary<string, string>();

    /// <exception cref="ClipSurgeryException">The file is missing or breaks a rule of the format.</exception>
    public static SafetensorsFile Open(string path)
    {
        FileKinds.RefuseSpecial(path);
        SafeFileHandle handle;
        try
        {
            handle = File.OpenHandle(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ClipSurgeryException($"{path}: cannot be opened ({error.Message}).", error);
        }

        SafetensorsFile file = new(path, handle);
        try
        {
            file.ReadHeader();
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Reads an F32, F16 or BF16 tensor as floats, row-major.</summary>
    public float[] ReadFloats(string name)
    {
        SafetensorsTensor tensor = _tensors[name];
        int width = tensor.Type == "F32" ? 4 : 2;
        if (tensor.Type is not ("F32" or "F16" or "BF16"))
        {
            throw Bad($"tensor {name} has type {tensor.Type}; expected F32, F16 or BF16");
        }

        if (tensor.Length / width > Array.MaxLength)
        {
            throw Bad($"tensor {name} has {tensor.Length} bytes, more than can be loaded at once");
        }

        float[] values = new float[tensor.Length / width];
        if (width == 4)
        {
            ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()), tensor.Offset);
            return values;
        }

        byte[] halves = new byte[tensor.Length];
        ReadExactly(halves, tensor.Offset);
        if (tensor.Type == "F16")
        {
            TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(halves), values);
        }
        else
        {
            ReadOnlySpan<ushort> bits = MemoryMarshal.Cast<byte, ushort>(halves);
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = BitConverter.UInt32BitsToSingle((uint)bits[i] << 16);
            }
        }

        return values;
    }

    public void Dispose() => _file.Dispose();

    /// <summary>Counts the tensors in a header before anything is made of them.</summary>
    private void LimitTensors(ReadOnlySpan<byte> header)
    {
        Utf8JsonReader json = new(header);
        int count = 0;
        while (count <= MaxTensors && json.Read())
        {
            count += json.TokenType == JsonTokenType.PropertyName && json.CurrentDepth == 1 ? 1 : 0;
        }

        if (count > MaxTensors)
        {
            throw Bad($"has more than {MaxTensors} tensors; expected a CLIP, which has about a thousand");
        }
    }

    private void ReadHeader()
    {
        long fileLength = RandomAccess.GetLength(_file);
        if (fileLength < 8)
        {
            throw Bad($"has {fileLength} bytes; a safetensors file has at least 8");
        }

        Span<byte> prefix = stackalloc byte[8];
        ReadExactly(prefix, 0);
        ulong headerLength = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (headerLength > MaxHeaderBytes)
        {
            throw Bad($"announces a header of {headerLength} bytes; at most {MaxHeaderBytes} are allowed");
        }

        if ((long)headerLength > fileLength - 8)
        {
            throw Bad($"announces a header of {headerLength} bytes, but the file has {fileLength}: it is cut short");
        }

        byte[] header = new byte[headerLength];
        ReadExactly(header, 8);
        long dataStart = 8 + (long)headerLength;
        try
        {
            LimitTensors(header);
            using JsonDocument json = JsonDocument.Parse(header, new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 8 });
            foreach (JsonProperty property in json.RootElement.EnumerateObject())
            {
                if (property.Name == "__metadata__")
                {
                    Metadata = ReadMetadata(property.Value);
                }
                else
                {
                    _tensors.Add(property.Name, ReadTensor(property.Name, property.Value, dataStart));
                }
            }
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            throw Bad($"has a header that is not the JSON of a safetensors file ({error.Message.Split('\n')[0].Trim()})", error);
        }

        CheckCoverage(dataStart, fileLength);
    }

    /// <summary>Texts alone, as the format has it; whatever else somebody wrote there is nothing to us.</summary>
    private static Dictionary<string, string> ReadMetadata(JsonElement entries) => entries.ValueKind != JsonValueKind.Object
        ? []
        : entries.EnumerateObject().Where(entry => entry.Value.ValueKind == JsonValueKind.String)
            .ToDictionary(entry => entry.Name, entry => entry.Value.GetString()!, StringComparer.Ordinal);

    private SafetensorsTensor ReadTensor(string name, JsonElement entry, long dataStart)
    {
        string type = entry.GetProperty("dtype").GetString() ?? "";
        long[] shape = [.. entry.GetProperty("shape").EnumerateArray().Select(dimension => dimension.GetInt64())];
        JsonElement offsets = entry.GetProperty("data_offsets");
        if (offsets.GetArrayLength() != 2)
        {
            throw Bad($"tensor {name} has {offsets.GetArrayLength()} data offsets; expected 2");
        }

        long begin = offsets[0].GetInt64();
        long end = offsets[1].GetInt64();
        long expected;
        try
        {
            expected = shape.Aggregate(ElementBytes(name, type), (bytes, dimension) =>
                dimension >= 0 ? checked(bytes * dimension) : throw Bad($"tensor {name} has a negative dimension"));
        }
        catch (OverflowException)
        {
            throw Bad($"tensor {name} has a shape [{string.Join(", ", shape)}] that overflows");
        }

        if (begin < 0 || end < begin || end - begin != expected)
        {
            throw Bad($"tensor {name} ({type}, shape [{string.Join(", ", shape)}]) needs {expected} bytes, but its offsets are {begin} to {end}");
        }

        return new SafetensorsTensor(name, type, shape, dataStart + begin, expected);
    }

    /// <summary>Tensors must cover the data from its first to its last byte without a hole or an overlap.</summary>
    private void CheckCoverage(long dataStart, long fileLength)
    {
        long position = dataStart;
        foreach (SafetensorsTensor tensor in _tensors.Values.OrderBy(tensor => tensor.Offset).ThenBy(tensor => tensor.Length))
        {
            if (tensor.Offset != position)
            {
                string what = tensor.Offset > position ? "a hole before" : "an overlap at";
                throw Bad($"has {what} tensor {tensor.Name}: it begins at byte {tensor.Offset}, expected {position}");
            }

            // Not position + Length: a length out of a damaged header can overflow the sum.
            if (tensor.Length > fileLength - position)
            {
                throw Bad($"ends at byte {fileLength}, inside tensor {tensor.Name}: it is cut short");
            }

            position += tensor.Length;
        }

        if (position != fileLength)
        {
            throw Bad($"has {fileLength - position} bytes after its last tensor");
        }
    }

    private long ElementBytes(string name, string type) => type switch
    {
        "BOOL" or "U8" or "I8" or "F8_E4M3" or "F8_E5M2" => 1,
        "F16" or "BF16" or "I16" or "U16" => 2,
        "F32" or "I32" or "U32" => 4,
        "F64" or "I64" or "U64" => 8,
        _ => throw Bad($"tensor {name} has the unknown type {type}"),
    };

    private void ReadExactly(Span<byte> buffer, long offset)
    {
        while (buffer.Length > 0)
        {
            int read = RandomAccess.Read(_file, buffer, offset);
            if (read == 0)
            {
                throw Bad("ended while it was read");
            }

            buffer = buffer[read..];
            offset += read;
        }
    }

    private ClipSurgeryException Bad(string what, Exception? inner = null)
    {
        string message = $"{Path}: {what}. Download or copy the checkpoint again.";
        return inner is null ? new ClipSurgeryException(message) : new ClipSurgeryException(message, inner);
    }
}
