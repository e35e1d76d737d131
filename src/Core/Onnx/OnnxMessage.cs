namespace ClipSurgery;

/// <summary>The messages of onnx.proto3 that hold messages, and one name for those that do not.</summary>
internal enum OnnxMessage
{
    /// <summary>Numbers and texts alone: an entry, an operator set, a dimension.</summary>
    Leaf,
    Model,
    Graph,
    Node,
    Attribute,
    Tensor,
    SparseTensor,
    Function,
    Training,
    Annotation,
    Value,
    Type,
    TensorType,
    ListType,
    MapType,
    Shape,
}

/// <summary>Which fields of which message hold a message (onnx.proto3 of ONNX 1.20); others are numbers, texts, bytes.</summary>
internal static class OnnxMessages
{
    /// <summary>The message in a field, and whether the field may be repeated; null where it holds none.</summary>
    public static (OnnxMessage Message, bool IsRepeated)? In(OnnxMessage parent, int field) => (parent, field) switch
    {
        (OnnxMessage.Model, 7) => (OnnxMessage.Graph, false),
        (OnnxMessage.Model, 8 or 14) => (OnnxMessage.Leaf, true),
        (OnnxMessage.Model, 20) => (OnnxMessage.Training, true),
        (OnnxMessage.Model, 25) => (OnnxMessage.Function, true),
        (OnnxMessage.Graph, 1) => (OnnxMessage.Node, true),
        (OnnxMessage.Graph, 5) => (OnnxMessage.Tensor, true),
        (OnnxMessage.Graph, 11 or 12 or 13) => (OnnxMessage.Value, true),
        (OnnxMessage.Graph, 14) => (OnnxMessage.Annotation, true),
        (OnnxMessage.Graph, 15) => (OnnxMessage.SparseTensor, true),
        (OnnxMessage.Graph, 16) => (OnnxMessage.Leaf, true),
        (OnnxMessage.Node, 5) => (OnnxMessage.Attribute, true),
        (OnnxMessage.Node, 9) => (OnnxMessage.Leaf, true),
        (OnnxMessage.Attribute, 5) => (OnnxMessage.Tensor, false),
        (OnnxMessage.Attribute, 6) => (OnnxMessage.Graph, false),
        (OnnxMessage.Attribute, 10) => (OnnxMessage.Tensor, true),
        (OnnxMessage.Attribute, 11) => (OnnxMessage.Graph, true),
        (OnnxMessage.Attribute, 14) => (OnnxMessage.Type, false),
        (OnnxMessage.Attribute, 15) => (OnnxMessage.Type, true),
        (OnnxMessage.Attribute, 22) => (OnnxMessage.SparseTensor, false),
        (OnnxMessage.Attribute, 23) => (OnnxMessage.SparseTensor, true),
        (OnnxMessage.Tensor, 3) => (OnnxMessage.Leaf, false),
        (OnnxMessage.Tensor, 13 or 16) => (OnnxMessage.Leaf, true),
        (OnnxMessage.SparseTensor, 1 or 2) => (OnnxMessage.Tensor, false),
        (OnnxMessage.Function, 7) => (OnnxMessage.Node, true),
        (OnnxMessage.Function, 9 or 14) => (OnnxMessage.Leaf, true),
        (OnnxMessage.Function, 11) => (OnnxMessage.Attribute, true),
        (OnnxMessage.Function, 12) => (OnnxMessage.Value, true),
        (OnnxMessage.Training, 1 or 2) => (OnnxMessage.Graph, false),
        (OnnxMessage.Training, 3 or 4) => (OnnxMessage.Leaf, true),
        (OnnxMessage.Annotation, 2) => (OnnxMessage.Leaf, true),
        (OnnxMessage.Value, 2) => (OnnxMessage.Type, false),
        (OnnxMessage.Value, 4) => (OnnxMessage.Leaf, true),
        (OnnxMessage.Type, 1 or 8) => (OnnxMessage.TensorType, false),
        (OnnxMessage.Type, 4 or 9) => (OnnxMessage.ListType, false),
        (OnnxMessage.Type, 5) => (OnnxMessage.MapType, false),
        (OnnxMessage.Type, 7) => (OnnxMessage.Leaf, false),
        (OnnxMessage.TensorType, 2) => (OnnxMessage.Shape, false),
        (OnnxMessage.ListType, 1) => (OnnxMessage.Type, false),
        (OnnxMessage.MapType, 2) => (OnnxMessage.Type, false),
        (OnnxMessage.Shape, 1) => (OnnxMessage.Leaf, true),
        _ => null,
    };

    /// <summary>True for what describes how to spread a model over several devices: nested, and of no use here.</summary>
    public static bool IsForManyDevices(OnnxMessage parent, int field) =>
        (parent, field) is (OnnxMessage.Model, 26) or (OnnxMessage.Node, 10);
}
