namespace ClipSurgery;

/// <summary>What an ONNX file may hold; far more than any CLIP or SAM needs, far less than exhausts a machine.</summary>
internal static class OnnxLimits
{
    /// <summary>Protobuf's own limit: its lengths have 31 bits. Larger weights lie in files beside the model.</summary>
    public const long FileBytes = int.MaxValue;

    /// <summary>Bytes of one sparse tensor once it is dense, which the runtime makes it.</summary>
    public const long DenseBytes = 4L << 30;

    /// <summary>Operators, those of subgraphs and of every use of a function included.</summary>
    public const int Nodes = 200_000;

    public const int Functions = 10_000;

    public const int Initializers = 50_000;

    /// <summary>Graphs in graphs, types in types, functions that call functions.</summary>
    public const int Nesting = 16;

    /// <summary>Fields of all messages. An empty message takes two bytes of a file and a hundred of memory.</summary>
    public const int Fields = 20_000_000;

    public const int Rank = 64;

    /// <summary>Values of one input or output: .NET counts those of a span with 32 bits.</summary>
    public const long DeclaredValues = int.MaxValue;

    /// <summary>Bytes of a name that is compared: domains, operators, keys, locations.</summary>
    public const int NameBytes = 1024;
}
