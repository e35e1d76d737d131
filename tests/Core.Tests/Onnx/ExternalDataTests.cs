using System.Diagnostics;

namespace ClipSurgery.Tests;

/// <summary>A model must not make the runtime read files that are not its own (CVE-2022-25882, 2024-27318, 2026-34446).</summary>
public sealed class ExternalDataTests : IDisposable
{
    private static readonly byte[] Weights = new byte[16];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("weights.bin")]
    [InlineData("./weights.bin")]
    [InlineData("data/weights.bin")]
    public void Files_in_the_folder_are_good(string location)
    {
        _folder.Create("data");
        _folder.Write("weights.bin", Weights);
        _folder.Write("data/weights.bin", Weights);

        RefusedModel.Passes(_folder, TinyModel.WithWeight(TinyModel.External(location)));
    }

    [Theory]
    [InlineData("../secret.bin")]
    [InlineData("data/../../secret.bin")]
    [InlineData("data/../weights.bin")]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData("")]
    [InlineData("data//weights.bin")]
    [InlineData("/etc/passwd")]
    [InlineData("C:\\secret.bin")]
    [InlineData("C:secret.bin")]
    [InlineData("..\\secret.bin")]
    [InlineData("\\\\server\\share\\secret.bin")]
    [InlineData("//server/share/secret.bin")]
    [InlineData("weights.bin\0.txt")]
    [InlineData("*/_ORT_MEM_ADDR_/*")]
    public void A_location_outside_the_folder_is_refused(string location)
    {
        _folder.Create("data");
        _folder.Write("weights.bin", Weights);

        Assert.Contains("expected a path inside the model's folder", Refused(location));
    }

    [Theory]
    [InlineData("initializer")]
    [InlineData("sparse initializer, values")]
    [InlineData("sparse initializer, indices")]
    [InlineData("attribute")]
    [InlineData("attribute, list")]
    [InlineData("attribute, sparse")]
    [InlineData("attribute, list of sparse")]
    [InlineData("subgraph")]
    [InlineData("list of subgraphs")]
    [InlineData("function's operator")]
    [InlineData("function's default")]
    [InlineData("training graph")]
    public void Every_place_of_a_tensor_is_looked_at(string place)
    {
        Action<ProtobufWriter> tensor = TinyModel.External("../secret.bin");
        byte[] model = place switch
        {
            "initializer" => TinyModel.WithWeight(tensor),
            "sparse initializer, values" => TinyModel.Bytes(graph => graph.Message(15, sparse => sparse.Message(1, tensor))),
            "sparse initializer, indices" => TinyModel.Bytes(graph => graph.Message(15, sparse => sparse.Message(2, tensor))),
            "attribute" => InAttribute(attribute => attribute.Message(5, tensor)),
            "attribute, list" => InAttribute(attribute => attribute.Message(10, tensor)),
            "attribute, sparse" => InAttribute(attribute => attribute.Message(22, sparse => sparse.Message(1, tensor))),
            "attribute, list of sparse" => InAttribute(attribute => attribute.Message(23, sparse => sparse.Message(1, tensor))),
            "subgraph" => InAttribute(attribute => attribute.Message(6, graph => graph.Message(5, tensor))),
            "list of subgraphs" => InAttribute(attribute => attribute.Message(11, graph => graph.Message(5, tensor))),
            "function's operator" => TinyModel.Bytes(model: file => file.Message(25, function =>
                function.Message(7, TinyModel.Node("Constant", "", attribute => attribute.Message(5, tensor))))),
            "function's default" => TinyModel.Bytes(model: file => file.Message(25, function =>
                function.Message(11, attribute => attribute.Message(5, tensor)))),
            _ => TinyModel.Bytes(model: file => file.Message(20, training => training.Message(2, graph => graph.Message(5, tensor)))),
        };

        Assert.Contains("tensor w lies in \"../secret.bin\"", RefusedModel.Line(_folder, model));
    }

    [Fact]
    public void A_link_is_refused_wherever_it_leads()
    {
        _folder.Create("data");
        _folder.Write("data/weights.bin", Weights);
        File.CreateSymbolicLink(_folder["weights.bin"], _folder["data", "weights.bin"]);
        Directory.CreateSymbolicLink(_folder["folder"], _folder["data"]);

        Assert.Contains("which is a link", Refused("weights.bin"));
        Assert.Contains("which is a link", Refused("folder/weights.bin"));
    }

    [Fact]
    public void Links_in_a_circle_are_refused()
    {
        File.CreateSymbolicLink(_folder["a"], "b");
        File.CreateSymbolicLink(_folder["b"], "a");

        Assert.Contains("more than 40 links", Refused("a"));
    }

    [Fact]
    public void A_second_name_of_a_file_is_refused()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Hard links are counted on Linux alone.");
        _folder.Write("secret.bin", Weights);
        Shell("ln secret.bin weights.bin");

        Assert.Contains("which is one of 2 hard links", Refused("weights.bin"));
    }

    [Fact]
    public void A_missing_file_a_folder_and_a_pipe_are_refused()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Needs mkfifo.");
        _folder.Create("folder");
        Shell("mkfifo pipe");

        Assert.Contains("which is no file", Refused("missing.bin"));
        Assert.Contains("which is no file", Refused("folder"));
        Assert.Contains("which is no file", Refused("pipe"));
    }

    [Fact]
    public void A_model_that_is_a_link_reads_data_beside_the_link()
    {
        using TemporaryFolder elsewhere = new();
        _folder.Write("weights.bin", Weights);
        elsewhere.Write("model.onnx", TinyModel.WithWeight(TinyModel.External("weights.bin")));
        File.CreateSymbolicLink(_folder["model.onnx"], elsewhere["model.onnx"]);

        OnnxPreflight.Check(_folder["model.onnx"]);
    }

    [Fact]
    public void The_cache_of_the_hugging_face_hub_is_good()
    {
        HubCache("../../blobs/2222");

        OnnxPreflight.Check(_folder["snapshots", "main", "model.onnx"]);
    }

    [Theory]
    [InlineData("../../secret.bin")]
    [InlineData("../../../secret.bin")]
    [InlineData("../../blobs/../secret.bin")]
    public void A_link_out_of_the_hubs_cache_is_refused(string target)
    {
        HubCache(target);
        _folder.Write("secret.bin", Weights);

        Assert.Contains("which is a link", RefusedModel.Line(_folder["snapshots", "main", "model.onnx"]));
    }

    [Theory]
    [InlineData("4", "16", "needs bytes 4 to 20 of \"weights.bin\", which has 16")]
    [InlineData("9223372036854775807", "16", "needs bytes 9223372036854775807 to 9223372036854775823 of \"weights.bin\"")]
    [InlineData("9223372036854775808", "16", "external data offset \"9223372036854775808\"; expected a number of bytes")]
    [InlineData("-16", "16", "external data offset \"-16\"")]
    [InlineData("0x0", "16", "external data offset \"0x0\"")]
    [InlineData("0", "12", "needs 16 bytes for its shape [4] and has 12")]
    [InlineData("0", "9223372036854775807", "needs 16 bytes for its shape [4] and has 9223372036854775807")]
    public void Bytes_beyond_the_file_are_refused(string offset, string length, string expected)
    {
        _folder.Write("weights.bin", Weights);

        Assert.Contains(expected, Refused("weights.bin", ("offset", offset), ("length", length)));
    }

    [Theory]
    [InlineData("prepacked_w", "key|0;1;c")]
    [InlineData("location", "other.bin")]
    public void Other_entries_are_refused(string key, string value)
    {
        _folder.Write("weights.bin", Weights);

        Assert.Contains($"external data entry \"{key}\"", Refused("weights.bin", (key, value)));
    }

    private string Refused(string location, params (string Key, string Value)[] more) =>
        RefusedModel.Line(_folder, TinyModel.WithWeight(TinyModel.External(location, more)));

    private static byte[] InAttribute(Action<ProtobufWriter> attribute) =>
        TinyModel.Bytes(graph => graph.Message(1, TinyModel.Node("Constant", "", attribute)));

    /// <summary>A snapshot whose files are links to blobs, the data's being <paramref name="target"/>.</summary>
    private void HubCache(string target)
    {
        _folder.Create("blobs");
        _folder.Create("snapshots", "main");
        _folder.Write("blobs/1111", TinyModel.WithWeight(TinyModel.External("model.onnx_data")));
        _folder.Write("blobs/2222", Weights);
        File.CreateSymbolicLink(_folder["snapshots", "main", "model.onnx"], "../../blobs/1111");
        File.CreateSymbolicLink(_folder["snapshots", "main", "model.onnx_data"], target);
    }

    private void Shell(string command)
    {
        using Process shell = Process.Start(new ProcessStartInfo("sh", ["-c", command]) { WorkingDirectory = _folder.FullPath })!;
        shell.WaitForExit();
        Assert.Equal(0, shell.ExitCode);
    }
}
