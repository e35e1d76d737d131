namespace ClipSurgery;

/// <summary>
/// Looks through an ONNX file before the runtime does, whose own checks have been found wanting time and again (CVE-2022-25882,
/// CVE-2024-27318, CVE-2026-34446 of ONNX; ONNX Runtime's pull requests 26776, 28709). Only the structure is read; weights are
/// skipped. A model is a program all the same: what it computes, and how much, cannot be told from here.
/// </summary>
internal sealed class OnnxPreflight
{
    private static readonly string[] Domains = ["", "ai.onnx.ml", "com.microsoft"];

    private readonly ProtobufFile _file;
    private readonly ExternalDataFiles _data;
    private readonly OnnxFunctions _functions = new();
    private int _function = OnnxFunctions.Graph;
    private int _defined;
    private int _entered;
    private int _fields;
    private int _nodes;
    private int _initializers;

    private OnnxPreflight(ProtobufFile file, string path)
    {
        _file = file;
        _data = new ExternalDataFiles(path);
    }

    /// <summary>Checks a model. Whoever may change its folder can still do so afterwards.</summary>
    /// <returns>The files beside it that hold its tensors, in ordinal order.</returns>
    /// <exception cref="ClipSurgeryException">It breaks a rule; the line says which.</exception>
    public static IReadOnlyList<string> Check(string path)
    {
        using ProtobufFile file = ProtobufFile.Open(path);
        OnnxPreflight preflight = new(file, path);
        preflight.Check();
        return preflight._data.Paths;
    }

    private void Check()
    {
        // Functions come after the graph that uses them.
        foreach (ProtobufField field in _file.Root)
        {
            if (OnnxMessages.In(OnnxMessage.Model, field.Number)?.Message == OnnxMessage.Function && field.IsDelimited)
            {
                Define(field.Message);
            }
        }

        Walk(_file.Root, OnnxMessage.Model, 0);
        if (_nodes == 0)
        {
            throw _file.Refusal("has no operators; expected an ONNX model");
        }

        if (_functions.CountNodes() is not long count)
        {
            throw _file.Refusal($"has functions that use each other in a circle or more than {OnnxLimits.Nesting} deep");
        }

        Limit(count, OnnxLimits.Nodes, "operators once its functions are in place");
    }

    /// <summary>Visits a message and all in it. Graphs and types alone can hold their own kind: to count them bounds the depth.</summary>
    private void Walk(ProtobufMessage message, OnnxMessage kind, int nesting)
    {
        if (kind is OnnxMessage.Graph or OnnxMessage.Type && ++nesting > OnnxLimits.Nesting)
        {
            throw _file.Refusal($"has graphs or types nested more than {OnnxLimits.Nesting} deep");
        }

        ulong seen = 0;
        foreach (ProtobufField field in message)
        {
            Limit(++_fields, OnnxLimits.Fields, "fields");
            if (OnnxMessages.IsForManyDevices(kind, field.Number))
            {
                throw _file.Refusal(
                    "is spread over several devices; expected a model for one", "Export it without a device configuration.");
            }

            if (!field.IsDelimited || OnnxMessages.In(kind, field.Number) is not var (inner, isRepeated))
            {
                continue;
            }

            // Parsers merge a message that is given twice; each half would be looked at alone.
            ulong bit = 1UL << field.Number;
            if (!isRepeated && (seen & bit) != 0)
            {
                throw _file.Damage(field.Start, $"gives a {inner} that its {kind} has already");
            }

            seen |= bit;
            Enter(field, kind, inner);
            Walk(field.Message, inner, nesting);
        }
    }

    private void Enter(ProtobufField field, OnnxMessage parent, OnnxMessage kind)
    {
        if (parent == OnnxMessage.Graph && kind is OnnxMessage.Tensor or OnnxMessage.SparseTensor)
        {
            Limit(++_initializers, OnnxLimits.Initializers, "initializers");
        }

        switch (kind)
        {
            case OnnxMessage.Node:
                Limit(++_nodes, OnnxLimits.Nodes, "operators");
                CheckOperator(field.Message);
                break;
            case OnnxMessage.Tensor:
                new OnnxTensor(_file, field.Message).Check(_data);
                break;
            case OnnxMessage.SparseTensor:
                CheckSparse(field.Message);
                break;
            case OnnxMessage.Shape:
                CheckDeclaredShape(field.Message);
                break;
            case OnnxMessage.Function:
                _function = _entered++;
                break;
            case OnnxMessage.Graph when parent != OnnxMessage.Attribute:
                _function = OnnxFunctions.Graph;
                break;
        }
    }

    private void Define(ProtobufMessage function)
    {
        (string name, string domain, string overload) = Names(function, 1, 10, 13);
        if (!_functions.Define(domain, name, overload))
        {
            throw _file.Refusal($"defines the function {domain}:{name} twice");
        }

        Limit(++_defined, OnnxLimits.Functions, "functions");
    }

    private void CheckOperator(ProtobufMessage node)
    {
        (string name, string domain, string overload) = Names(node, 4, 7, 8);
        if (_functions.Use(_function, domain, name, overload))
        {
            return;
        }

        if (!Domains.Contains(domain))
        {
            throw _file.Refusal(
                $"uses the operator {domain}:{name}; expected the domains ai.onnx, ai.onnx.ml or com.microsoft",
                "Export the model without custom operators.");
        }

        // Whether it ever ends is up to what it computes.
        if (name == "Loop" && HasNoTripCount(node))
        {
            throw _file.Refusal(
                "has a Loop without a number of turns, which may never end; expected loops that say how often they turn",
                "Export the model without loops.");
        }

        // It names a file of compiled code, which the provider that compiled it loads.
        if (name == "EPContext")
        {
            throw _file.Refusal(
                "holds code compiled for one device (EPContext); expected operators", "Export the model as plain ONNX.");
        }
    }

    /// <summary>Whether a loop's first input, its number of turns, is not there or has no name.</summary>
    private static bool HasNoTripCount(ProtobufMessage loop)
    {
        foreach (ProtobufField field in loop)
        {
            if (field is { Number: 1, IsDelimited: true })
            {
                return field.ReadText().Length == 0;
            }
        }

        return true;
    }

    private static (string Name, string Domain, string Overload) Names(
        ProtobufMessage message, int name, int domain, int overload)
    {
        (string Name, string Domain, string Overload) names = ("", "", "");
        foreach (ProtobufField field in message)
        {
            if (!field.IsDelimited)
            {
                continue;
            }

            if (field.Number == name)
            {
                names.Name = field.ReadText();
            }
            else if (field.Number == domain)
            {
                names.Domain = field.ReadText();
            }
            else if (field.Number == overload)
            {
                names.Overload = field.ReadText();
            }
        }

        // Two names of one domain; the runtime sees the shorter.
        return names.Domain == "ai.onnx" ? names with { Domain = "" } : names;
    }

    /// <summary>The runtime makes sparse tensors dense: a few bytes may ask for all memory.</summary>
    private void CheckSparse(ProtobufMessage sparse)
    {
        List<long> shape = [];
        int bits = 0;
        foreach (ProtobufField field in sparse)
        {
            if (field.Number == 3)
            {
                field.AppendIntegers(shape, OnnxLimits.Rank);
            }
            else if (field is { Number: 1, IsDelimited: true })
            {
                bits = OnnxElementType.Bits(new OnnxTensor(_file, field.Message).Type) ?? 0;
            }
        }

        long count = OnnxTensor.Count(_file, "a sparse tensor", shape);
        if (count > OnnxLimits.DenseBytes * 8 / Math.Max(bits, 1))
        {
            throw _file.Refusal(
                $"has a sparse tensor of the shape [{string.Join(", ", shape)}]; " +
                $"expected at most {OnnxLimits.DenseBytes} bytes once it is dense");
        }
    }

    /// <summary>Shapes of inputs and outputs become sizes of buffers. Dimensions without a number are left to the run.</summary>
    private void CheckDeclaredShape(ProtobufMessage shape)
    {
        long count = 1;
        foreach (ProtobufField dimension in shape)
        {
            if (dimension is not { Number: 1, IsDelimited: true })
            {
                continue;
            }

            foreach (ProtobufField value in dimension.Message)
            {
                long size = value is { Number: 1, Type: ProtobufWireType.Varint } ? Math.Max((long)value.Varint, 1) : 1;
                if (size > OnnxLimits.DeclaredValues / count)
                {
                    throw _file.Refusal($"declares an input, output or value of more than {OnnxLimits.DeclaredValues} numbers");
                }

                count *= size;
            }
        }
    }

    private void Limit(long count, long limit, string what)
    {
        if (count > limit)
        {
            throw _file.Refusal($"has more than {limit} {what}");
        }
    }
}
