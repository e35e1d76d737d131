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

    private const ulong FloatType = 1;
    private const ulong HalfType = 10;

    /// <summary>Finds the side; null where no division of the points by a constant is found.</summary>
    /// <param name="path">The decoder's file, which ONNX Runtime has loaded before.</param>
    /// <param name="points">The input that holds points or boxes.</param>
    public static int? Read(string path, string points)
    {
        try
        {
            using ProtobufFile file = ProtobufFile.Open(path);
            return Message(file.Root, 7) is { } graph ? Find(graph, points) : null;
        }
        catch (ClipSurgeryException)
        {
            // What is no graph has no such division either.
            return null;
        }
    }

    private static int? Find(ProtobufMessage graph, string points)
    {
        Dictionary<string, float> constants = ReadInitializers(graph);

        // Nodes are in topological order: all that is made of the points is known when a node is reached.
        HashSet<string> fromPoints = [points];
        foreach (ProtobufField field in graph)
        {
            if (field.Number != 1)
            {
                continue;
            }

            Node node = Node.Read(field.Message);
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

    private static Dictionary<string, float> ReadInitializers(ProtobufMessage graph)
    {
        Dictionary<string, float> constants = new(StringComparer.Ordinal);
        foreach (ProtobufField field in graph)
        {
            if (field.Number == 5 && ReadScalar(field.Message, out string name) is float value)
            {
                constants[name] = value;
            }
        }

        return constants;
    }

    /// <summary>The first submessage of a field; null where there is none.</summary>
    private static ProtobufMessage? Message(ProtobufMessage message, int number)
    {
        foreach (ProtobufField field in message)
        {
            if (field.Number == number && field.IsDelimited)
            {
                return field.Message;
            }
        }

        return null;
    }

    /// <summary>The value of a TensorProto with one floating-point number.</summary>
    private static float? ReadScalar(ProtobufMessage tensor, out string name)
    {
        name = "";
        ulong type = 0;
        float? listed = null;
        byte[] raw = [];
        foreach (ProtobufField field in tensor)
        {
            switch (field.Number)
            {
                case 2:
                    type = field.Varint;
                    break;
                case 4 when field.Length == sizeof(float):
                    listed = BinaryPrimitives.ReadSingleLittleEndian(field.ReadBytes());
                    break;
                case 8:
                    name = Text(field);
                    break;
                case 9 when field.Length <= sizeof(float):
                    raw = field.ReadBytes();
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

    private static string Text(ProtobufField field) => Encoding.UTF8.GetString(field.ReadBytes());

    /// <summary>What counts of a NodeProto.</summary>
    private sealed class Node
    {
        public List<string> Inputs { get; } = [];

        public List<string> Outputs { get; } = [];

        public string Operator { get; private set; } = "";

        /// <summary>The value of a Constant with one number.</summary>
        public float? Constant { get; private set; }

        public static Node Read(ProtobufMessage message)
        {
            Node node = new();
            foreach (ProtobufField field in message)
            {
                switch (field.Number)
                {
                    case 1:
                        node.Inputs.Add(Text(field));
                        break;
                    case 2:
                        node.Outputs.Add(Text(field));
                        break;
                    case 4:
                        node.Operator = Text(field);
                        break;
                    case 5 when Message(field.Message, 5) is { } tensor:
                        // An attribute's field 5 is its tensor.
                        node.Constant ??= ReadScalar(tensor, out _);
                        break;
                }
            }

            return node;
        }
    }
}
