namespace ClipSurgery.Tests;

/// <summary>
/// Models of a few operators behind the signatures that no reference model has. A mask is where the picture is bright inside the
/// prompt's box; a score is the picture's mean plus a share of every number of the prompt. So a wrong size, normalisation, frame,
/// label, type or order changes one or the other.
/// </summary>
internal sealed class MicroSam : IDisposable
{
    public const int UInt8Type = 2;
    public const int Int32Type = 6;
    public const int BoolType = 9;

    private readonly TemporaryFolder _folder = new();

    public string Folder => _folder.FullPath;

    /// <summary>Writes one file of the model.</summary>
    public MicroSam With(string file, Action<OnnxGraphBuilder> build)
    {
        OnnxGraphBuilder graph = new(file, new ExternalWeights(Stream.Null, "none"));
        build(graph);
        Directory.CreateDirectory(Path.GetDirectoryName(_folder[file])!);
        _folder.Write(file, graph.ToBytes());
        return this;
    }

    /// <summary>Writes an encoder whose outputs are means of squares of pixels.</summary>
    public MicroSam WithEncoder(string file, string input, int side, params (string Output, int Size)[] outputs) => With(file, graph =>
    {
        string picture = graph.FloatInput(input, "1", "3", $"{side}", $"{side}");
        foreach ((string output, int size) in outputs)
        {
            graph.FloatOutput(output, Shrink(graph, picture, side / size), "1", "3", $"{size}", $"{size}");
        }
    });

    /// <summary>Means of squares of <c>[1, 3, side, side]</c>.</summary>
    public static string Shrink(OnnxGraphBuilder graph, string picture, int factor) => graph.Node(
        "AveragePool", [picture], OnnxAttribute.Ints("kernel_shape", factor, factor), OnnxAttribute.Ints("strides", factor, factor));

    /// <summary>
    /// Logits <c>[1, 1, low, low]</c>: positive where the embedding is bright inside the box <c>[.., 4]</c> (left, top, right,
    /// bottom).
    /// </summary>
    public static string BrightInside(OnnxGraphBuilder graph, string box, string embedding, int side, int low)
    {
        float[] centres = [.. Enumerable.Range(0, low).Select(i => (i + 0.5f) * side / low)];
        string x = graph.Weight("x", centres, 1, 1, 1, low);
        string y = graph.Weight("y", centres, 1, 1, low, 1);
        string inside = graph.Node(
            "Min",
            [
                graph.Node("Sub", [x, Edge(0)]), graph.Node("Sub", [y, Edge(1)]),
                graph.Node("Sub", [Edge(2), x]), graph.Node("Sub", [Edge(3), y]),
            ]);
        string brightness = graph.Node("ReduceMean", [embedding], OnnxAttribute.Ints("axes", 1));
        string bright = Resize(graph, brightness, graph.Integers(1, 1, low, low));
        return graph.Node("Min", [inside, graph.Node("Mul", [bright, graph.Scalar(100)])]);

        string Edge(int index) => graph.Node(
            "Gather", [graph.Node("Reshape", [box, graph.Integers(4)]), graph.Integer(index)], OnnxAttribute.Int("axis", 0));
    }

    /// <summary>The box of the points <c>[1, count, 2]</c> with the labels <c>[1, count]</c> 2 and 3; 0 where there are none.</summary>
    public static string Corners(OnnxGraphBuilder graph, string points, string labels)
    {
        return graph.Node("Concat", [Corner(2), Corner(3)], OnnxAttribute.Int("axis", 0));

        string Corner(float label)
        {
            string isCorner = graph.Node("Cast", [graph.Node("Equal", [labels, graph.Scalar(label)])], OnnxAttribute.Int("to", 1));
            string chosen = graph.Node("Mul", [points, graph.Node("Unsqueeze", [isCorner, graph.Integers(2)])]);
            return graph.Node("ReduceSum", [chosen, graph.Integers(0, 1)], OnnxAttribute.Int("keepdims", 0));
        }
    }

    /// <summary>Σ (x + 2 y + 1) (label + 2) over the points: a number that no other prompt has.</summary>
    public static string PointSum(OnnxGraphBuilder graph, string points, string labels)
    {
        string places = Weigh(graph, (Coordinate(0), 1), (Coordinate(1), 2));
        string product = graph.Node(
            "Mul", [graph.Node("Add", [places, graph.Scalar(1)]), graph.Node("Add", [labels, graph.Scalar(2)])]);
        return Sum(graph, product);

        string Coordinate(int index) => graph.Node("Gather", [points, graph.Integer(index)], OnnxAttribute.Int("axis", -1));
    }

    /// <summary>The same number, of a prompt.</summary>
    public static double PointSum(params (double X, double Y, int Label)[] points) =>
        points.Sum(point => (point.X + 2 * point.Y + 1) * (point.Label + 2));

    public static string Sum(OnnxGraphBuilder graph, string values) =>
        graph.Node("ReduceSum", [values], OnnxAttribute.Int("keepdims", 0));

    public static string Mean(OnnxGraphBuilder graph, string values) =>
        graph.Node("ReduceMean", [values], OnnxAttribute.Int("keepdims", 0));

    public static string Float(OnnxGraphBuilder graph, string values) =>
        graph.Node("Cast", [values], OnnxAttribute.Int("to", OnnxGraphBuilder.FloatType));

    /// <summary>Sum of scalars, each times its weight.</summary>
    public static string Weigh(OnnxGraphBuilder graph, params (string Value, float Weight)[] terms) => terms
        .Select(term => graph.Node("Mul", [term.Value, graph.Scalar(term.Weight)]))
        .Aggregate((sum, term) => graph.Node("Add", [sum, term]));

    public static string Reshape(OnnxGraphBuilder graph, string value, params long[] shape) =>
        graph.Node("Reshape", [value, graph.Integers(shape)]);

    public static string Resize(OnnxGraphBuilder graph, string map, string sizes) => graph.Node(
        "Resize", [map, "", "", sizes], OnnxAttribute.String("mode", "linear"),
        OnnxAttribute.String("coordinate_transformation_mode", "half_pixel"));

    /// <summary>A picture of a colour each in its left and its right half.</summary>
    public static RgbImage Halves(int width, int height, (byte R, byte G, byte B) left, (byte R, byte G, byte B) right)
    {
        byte[] pixels = new byte[3 * width * height];
        for (int i = 0; i < width * height; i++)
        {
            (byte r, byte g, byte b) = i % width < width / 2 ? left : right;
            (pixels[3 * i], pixels[3 * i + 1], pixels[3 * i + 2]) = (r, g, b);
        }

        return new RgbImage(width, height, pixels);
    }

    /// <summary>The mask of a rectangle.</summary>
    public static Mask Rectangle(RgbImage image, int left, int top, int right, int bottom)
    {
        byte[] bitmap = new byte[image.Width * image.Height];
        for (int y = top; y < bottom; y++)
        {
            bitmap.AsSpan(y * image.Width + left, right - left).Fill(1);
        }

        return Mask.FromBitmap(image.Width, image.Height, bitmap);
    }

    public void Dispose() => _folder.Dispose();
}
