using System.Buffers.Binary;
using System.Text;

namespace ClipSurgery;

/// <summary>
/// The side of the square that a decoder's points lie in, as its own graph has it: SAM's prompt encoder divides points by that
/// side (<c>PositionEmbeddingRandom.forward_with_coords</c>). Neither the inputs nor the encoder tell it where the encoder sees
/// half of that square, as EfficientViT-SAM's does, or takes pictures of any size.
/// </summary>
internal static class PointFrame
{
    /// <summary>The half pixel that is added and factors such as 2 are no sides.</summary>
    private const float LeastSide = 16;

    private const int FloatType = 1;
    private const int HalfType = 10;

    /// <summary>Finds the side; null where no division of the points by a constant is found.</summary>
    /// <param name="path">The decoder's file, which ONNX Runtime has loaded before.</param>
    /// <param name="points">The input that holds points or boxes.</param>
    public static int? Read(string path, string points)
    {
        ReadOnlySpan<byte> graph = Message(File.ReadAllBytes(path), 7);
        Dictionary<string, float> constants = ReadInitializers(graph);

        // Nodes are in topological order: all that is made of the points is known when a node is reached.
        HashSet<string> fromPoints = [points];
        ProtobufReader fields = new(graph);
        while (fields.Next())
        {
            if (fields.Field != 1)
            {
                continue;
            }

            Node node = Node.Read(fields.Bytes);
            if (node is { Constant: float value, Outputs: [string output, ..] })
            {
                constants[output] = value;
            }
            else if (node is { Operator: "Div", Inputs: [string dividend, string divisor] }
                && fromPoints.Contains(dividend) && constants.TryGetValue(divisor, out float side)
                && side >= LeastSide && side == MathF.Round(side))
            {
                return (int)side;
            }

            // A Shape has nothing of the points' values.
            if (node.Operator != "Shape" && node.Inputs.Any(fromPoints.Contains))
            {
                fromPoints.UnionWith(node.Outputs);
            }
        }

        return null;
    }

    private static Dictionary<string, float> ReadInitializers(ReadOnlySpan<byte> graph)
    {
        Dictionary<string, float> constants = new(StringComparer.Ordinal);
        ProtobufReader fields = new(graph);
        while (fields.Next())
        {
            if (fields.Field == 5 && ReadScalar(fields.Bytes, out string name) is float value)
            {
                constants[name] = value;
            }
        }

        return constants;
    }

    /// <summary>The first submessage of a field; empty where there is none.</summary>
    private static ReadOnlySpan<byte> Message(ReadOnlySpan<byte> message, int field)
    {
        ProtobufReader fields = new(message);
        while (fields.Next())
        {
            if (fields.Field == field)
            {
                return fields.Bytes;
            }
        }

        return default;
    }

    /// <summary>The value of a TensorProto with one floating-point number.</summary>
    private static float? ReadScalar(ReadOnlySpan<byte> tensor, out string name)
    {
        name = "";
        long type = 0;
        float? listed = null;
        ReadOnlySpan<byte> raw = default;
        ProtobufReader fields = new(tensor);
        while (fields.Next())
        {
            switch (fields.Field)
            {
                case 2:
                    type = fields.Integer;
                    break;
                case 4 when fields.Bytes.Length == 4:
                    listed = fields.ReadFloat();
                    break;
                case 8:
                    name = Encoding.UTF8.GetString(fields.Bytes);
                    break;
                case 9:
                    raw = fields.Bytes;
                    break;
            }
        }

        return (type, raw.Length) switch
        {
            (FloatType, 4) => BinaryPrimitives.ReadSingleLittleEndian(raw),
            (HalfType, 2) => (float)BinaryPrimitives.ReadHalfLittleEndian(raw),
            (FloatType, 0) => listed,
            _ => null,
        };
    }

    /// <summary>What counts of a NodeProto.</summary>
    private sealed class Node
    {
        public List<string> Inputs { get; } = [];

        public List<string> Outputs { get; } = [];

        public string Operator { get; private set; } = "";

        /// <summary>The value of a Constant with one number.</summary>
        public float? Constant { get; private set; }

        public static Node Read(ReadOnlySpan<byte> message)
        {
            Node node = new();
            ProtobufReader fields = new(message);
            while (fields.Next())
            {
                switch (fields.Field)
                {
                    case 1:
                        node.Inputs.Add(Encoding.UTF8.GetString(fields.Bytes));
                        break;
                    case 2:
                        node.Outputs.Add(Encoding.UTF8.GetString(fields.Bytes));
                        break;
                    case 4:
                        node.Operator = Encoding.UTF8.GetString(fields.Bytes);
                        break;
                    case 5:
                        // An attribute's field 5 is its tensor.
                        node.Constant ??= ReadScalar(Message(fields.Bytes, 5), out _);
                        break;
                }
            }

            return node;
        }
    }
}
