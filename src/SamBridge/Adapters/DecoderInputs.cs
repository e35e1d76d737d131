using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace ClipSurgery;

/// <summary>
/// The values of one run of a decoder. A value that the decoder has no input for is left out, since exporters prune inputs that
/// nothing depends on; numbers become the type that its input declares, since exporters differ in it.
/// </summary>
internal sealed class DecoderInputs(IReadOnlyDictionary<string, NodeMetadata> declared) : IDisposable
{
    private readonly List<string> _names = [];
    private readonly List<OrtValue> _values = [];
    private readonly List<OrtValue> _owned = [];

    public IReadOnlyList<string> Names => _names;

    public IReadOnlyList<OrtValue> Values => _values;

    /// <summary>Adds a value that its owner keeps.</summary>
    public void Borrow(string name, OrtValue value)
    {
        if (declared.ContainsKey(name))
        {
            _names.Add(name);
            _values.Add(value);
        }
    }

    /// <summary>Adds numbers.</summary>
    /// <param name="name">The input.</param>
    /// <param name="numbers">Row-major; not changed until the run has ended.</param>
    /// <param name="shape">Their shape.</param>
    public void Add(string name, float[] numbers, params long[] shape)
    {
        if (!declared.TryGetValue(name, out NodeMetadata? input))
        {
            return;
        }

        OrtValue value = input.ElementDataType switch
        {
            TensorElementType.Int64 => Create(numbers, number => (long)number, shape),
            TensorElementType.Int32 => Create(numbers, number => (int)number, shape),
            TensorElementType.Bool => Create(numbers, number => number != 0, shape),
            TensorElementType.Float16 => Create(numbers, number => (Float16)number, shape),
            _ => OrtValue.CreateTensorValueFromMemory(numbers, shape),
        };
        _owned.Add(value);
        Borrow(name, value);
    }

    public void Dispose()
    {
        foreach (OrtValue value in _owned)
        {
            value.Dispose();
        }
    }

    private static OrtValue Create<T>(float[] numbers, Converter<float, T> convert, long[] shape)
        where T : unmanaged => OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(numbers, convert), shape);
}
