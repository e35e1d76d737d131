namespace ClipSurgery.Tests;

/// <summary>The side of the points' square, read from a decoder's graph.</summary>
public sealed class PointFrameTests
{
    [Fact]
    public void The_side_is_what_the_points_are_divided_by_even_one_coordinate_at_a_time()
    {
        Assert.Equal(1024, Read(graph =>
        {
            string moved = graph.Node("Add", [graph.FloatInput("point_coords", "1", "n", "2"), graph.Scalar(0.5f)]);
            string x = graph.Node("Gather", [moved, graph.Integer(0)], OnnxAttribute.Int("axis", 2));
            return graph.Node("Div", [graph.Node("Div", [x, graph.Scalar(1024)]), graph.Scalar(64)]);
        }));
    }

    [Fact]
    public void Divisions_of_other_values_and_by_small_or_broken_numbers_do_not_count()
    {
        Assert.Null(Read(graph =>
        {
            string points = graph.FloatInput("point_coords", "1", "n", "2");
            string count = graph.Node("Div", [MicroSam.Float(graph, graph.Node("Shape", [points])), graph.Scalar(256)]);
            string half = graph.Node("Div", [points, graph.Scalar(2)]);
            string scaled = graph.Node("Div", [half, graph.Scalar(22.6f)]);
            string other = graph.Node("Div", [graph.FloatInput("image_embeddings", "1"), graph.Scalar(512)]);
            return MicroSam.Weigh(graph, (MicroSam.Sum(graph, scaled), 1), (MicroSam.Sum(graph, count), 1), (other, 1));
        }));
    }

    [Fact]
    public void A_file_that_is_no_graph_has_none()
    {
        using TemporaryFolder folder = new();

        Assert.Null(PointFrame.Read(folder.Write("decoder.onnx", [0x3A, 0xFF, 1, 2, 3]), "point_coords"));
        Assert.Null(PointFrame.Read(folder.Write("empty.onnx", []), "point_coords"));
    }

    private static int? Read(Func<OnnxGraphBuilder, string> build)
    {
        using MicroSam files = new MicroSam().With("decoder.onnx", graph => graph.FloatOutput("masks", build(graph)));
        return PointFrame.Read(Path.Combine(files.Folder, "decoder.onnx"), "point_coords");
    }
}
