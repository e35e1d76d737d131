using System.Globalization;

namespace ClipSurgery;

/// <summary>
/// What a TensorProto says about itself, without its values: shape, type, and how many bytes or values it brings. One that brings
/// fewer than its shape asks for would be read beyond its end.
/// </summary>
internal sealed class OnnxTensor
{
    private const int External = 1;
    private const int Complex64 = 14;
    private const int Complex128 = 15;

    private readonly ProtobufFile _file;
    private readonly List<long> _shape = [];
    private readonly Dictionary<string, string> _external = new(StringComparer.Ordinal);
    private string _name = "";
    private int _type;
    private long? _rawBytes;
    private long _values;
    private bool _isExternal;

    /// <summary>Reads the description.</summary>
    public OnnxTensor(ProtobufFile file, ProtobufMessage message)
    {
        _file = file;
        foreach (ProtobufField field in message)
        {
            Read(field);
        }
    }

    /// <summary>The type's number in onnx.proto3.</summary>
    public int Type => _type;

    /// <summary>The number of values that a shape asks for.</summary>
    /// <exception cref="ClipSurgeryException">It is negative or needs more than 64 bits.</exception>
    public static long Count(ProtobufFile file, string name, IReadOnlyList<long> shape)
    {
        long count = 1;
        foreach (long dimension in shape)
        {
            if (dimension < 0 || (dimension > 0 && count > long.MaxValue / dimension))
            {
                throw file.Refusal(
                    $"{name} has the shape [{string.Join(", ", shape)}]; " +
                    "expected dimensions of 0 or more whose product fits 64 bits");
            }

            count *= dimension;
        }

        return count;
    }

    /// <summary>Compares what the shape asks for with what is there.</summary>
    /// <exception cref="ClipSurgeryException">They differ, or data lies where it may not.</exception>
    public void Check(ExternalDataFiles files)
    {
        long count = Count(_file, Title, _shape);
        if (OnnxElementType.Bits(_type) is not int bits)
        {
            throw _file.Refusal($"{Title} has element type {_type}; expected one of ONNX 1.20's");
        }

        if (count > (long.MaxValue - 7) / Math.Max(bits, 1))
        {
            throw _file.Refusal($"{Title} has the shape [{string.Join(", ", _shape)}]; expected bytes that 64 bits can count");
        }

        long bytes = (count * bits + 7) / 8;
        if (_isExternal)
        {
            CheckExternal(files, bytes);
        }
        else if (_rawBytes is long raw)
        {
            if (raw != bytes || _type == OnnxElementType.String)
            {
                throw Differs($"{bytes} bytes", $"{raw}");
            }
        }
        else
        {
            // Values of fewer than 8 bits share a number; complex ones take two.
            long numbers = _type is Complex64 or Complex128 ? 2 * count : bits is > 0 and < 8 ? bytes : count;
            if (_values != numbers)
            {
                throw Differs($"{numbers} values", $"{_values}");
            }
        }
    }

    private string Title => $"tensor {_name}";

    private void Read(ProtobufField field)
    {
        switch (field.Number, field.Type)
        {
            case (1, _):
                field.AppendIntegers(_shape, OnnxLimits.Rank);
                break;
            case (2, ProtobufWireType.Varint):
                _type = (int)field.Varint;
                break;
            case (8, ProtobufWireType.LengthDelimited):
                _name = field.ReadText();
                break;
            case (9, ProtobufWireType.LengthDelimited):
                _rawBytes = field.Length;
                break;
            case (13, ProtobufWireType.LengthDelimited):
                ReadEntry(field.Message);
                break;
            case (14, ProtobufWireType.Varint):
                _isExternal |= (int)field.Varint == External;
                break;
            default:
                _values += ValuesIn(field);
                break;
        }
    }

    /// <summary>Values in one of the fields for a type of its own: float, int32, string, int64, double, uint64.</summary>
    private static long ValuesIn(ProtobufField field) => (field.Number, field.Type) switch
    {
        (4, ProtobufWireType.LengthDelimited or ProtobufWireType.Fixed32) => field.Length / sizeof(float),
        (5 or 7 or 11, ProtobufWireType.Varint or ProtobufWireType.LengthDelimited) => field.CountVarints(),
        (6, ProtobufWireType.LengthDelimited) => 1,
        (10, ProtobufWireType.LengthDelimited or ProtobufWireType.Fixed64) => field.Length / sizeof(double),
        _ => 0,
    };

    private void ReadEntry(ProtobufMessage entry)
    {
        string key = "";
        string value = "";
        foreach (ProtobufField field in entry)
        {
            (key, value) = (field.Number, field.IsDelimited) switch
            {
                (1, true) => (field.ReadText(), value),
                (2, true) => (key, field.ReadText()),
                _ => (key, value),
            };
        }

        // ONNX Runtime knows more keys, which name further places in the file.
        if (key is not ("location" or "offset" or "length" or "checksum") || !_external.TryAdd(key, value))
        {
            throw _file.Refusal(
                $"{Title} has the external data entry \"{QuotedText.Short(key)}\"" +
                $"; expected location, offset, length and checksum, once each");
        }

        _isExternal = true;
    }

    private void CheckExternal(ExternalDataFiles files, long bytes)
    {
        if (_type == OnnxElementType.String || _rawBytes is not null)
        {
            throw _file.Refusal($"{Title} holds texts or bytes of its own and external data; expected one of them");
        }

        string location = _external.GetValueOrDefault("location", "");
        long available = files.Length(location, out string? problem);
        if (problem is not null)
        {
            throw _file.Refusal(
                $"{Title} lies in \"{QuotedText.Short(location)}\", {problem}",
                "Copy the model and its data, not links to them, into one folder.");
        }

        long offset = Number("offset") ?? 0;
        long length = Number("length") ?? bytes;
        if (length != bytes)
        {
            throw Differs($"{bytes} bytes", $"{length}");
        }

        if (offset > available || length > available - offset)
        {
            throw _file.Refusal(
                $"{Title} needs bytes {offset} to {(UInt128)offset + (ulong)length}" +
                $" of \"{QuotedText.Short(location)}\", which has {available}",
                "Copy the model's folder again.");
        }
    }

    private long? Number(string key)
    {
        if (!_external.TryGetValue(key, out string? text))
        {
            return null;
        }

        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long value)
            ? value
            : throw _file.Refusal($"{Title} has the external data {key} \"{QuotedText.Short(text)}\"; expected a number of bytes");
    }

    private ClipSurgeryException Differs(string needed, string found) => _file.Refusal(
        $"{Title} needs {needed} for its shape [{string.Join(", ", _shape)}] and has {found}", "Copy the model's folder again.");
}
