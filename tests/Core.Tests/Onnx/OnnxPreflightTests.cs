namespace ClipSurgery.Tests;

/// <summary>One hostile file for each rule about a model's structure, and good ones that come close.</summary>
public sealed class OnnxPreflightTests : IDisposable
{
    private const int Int4 = 22;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_tiny_model_itself_is_good() => RefusedModel.Passes(_folder, TinyModel.Bytes());

    [Theory]
    [InlineData(new byte[0], "is empty")]
    [InlineData(new byte[] { 0x08, 0x08 }, "has no operators")]
    [InlineData(new byte[] { 0x3A, 0x02, 0x2A, 0x00 }, "has element type 0")]
    [InlineData(new byte[] { 0x80 }, "field at byte 0 is cut short")]
    [InlineData(new byte[] { 0x3A, 0x05, 0x0A }, "needs 5 bytes where 1 are left")]
    [InlineData(new byte[] { 0x3A, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01 }, "needs 18446744073709551615 bytes")]
    [InlineData(new byte[] { 0x08, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x02 }, "field at byte 1 has more than 64 bits")]
    [InlineData(new byte[] { 0x02, 0x00 }, "has field number 0")]
    [InlineData(new byte[] { 0x3B, 0x3C }, "has wire type 3")]
    [InlineData(new byte[] { 0x0D, 0x00, 0x00 }, "needs 4 bytes where 2 are left")]
    [InlineData(new byte[] { 0x3C, 0x68, 0x74, 0x6D, 0x6C, 0x3E }, "is not ONNX")]
    public void Bytes_that_are_no_model_are_refused(byte[] bytes, string expected) =>
        Assert.Contains(expected, RefusedModel.Line(_folder, bytes));

    [Fact]
    public void A_pipe_is_refused_and_not_waited_for()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Needs mkfifo.");
        using (System.Diagnostics.Process mkfifo = System.Diagnostics.Process.Start("mkfifo", [_folder["model.onnx"]]))
        {
            mkfifo.WaitForExit();
        }

        Assert.Contains("this is a pipe, a socket or a device", RefusedModel.Line(_folder["model.onnx"]));
    }

    [Fact]
    public void A_file_of_two_gigabytes_is_refused()
    {
        using (FileStream file = File.Create(_folder["model.onnx"]))
        {
            file.SetLength(1L << 31);
        }

        Assert.Contains("has 2147483648 bytes; an ONNX file has at most 2147483647", RefusedModel.Line(_folder["model.onnx"]));
    }

    [Fact]
    public void A_message_given_twice_is_refused()
    {
        byte[] model = TinyModel.Bytes(model: file => file.Message(7, graph => graph.String(2, "again")));

        Assert.Contains("gives a Graph that its Model has already", RefusedModel.Line(_folder, model));
    }

    [Fact]
    public void Too_many_operators_are_refused()
    {
        Assert.Contains("has more than 200000 operators", RefusedModel.Line(_folder, Many(1, 200_000, _ => { })));
        RefusedModel.Passes(_folder, Many(1, 199_999, _ => { }));
    }

    [Fact]
    public void Too_many_initializers_are_refused()
    {
        Action<ProtobufWriter> tensor = TinyModel.Tensor(TinyModel.Float, [0]);

        Assert.Contains("has more than 50000 initializers", RefusedModel.Line(_folder, Many(5, 50_001, tensor)));
        RefusedModel.Passes(_folder, Many(5, 50_000, tensor));
    }

    [Fact]
    public void Too_many_fields_are_refused() =>
        Assert.Contains("has more than 20000000 fields", RefusedModel.Line(_folder, Many(13, 20_000_000, _ => { })));

    [Fact]
    public void Too_many_functions_are_refused()
    {
        byte[] model = TinyModel.Bytes(model: file =>
        {
            for (int i = 0; i <= 10_000; i++)
            {
                file.Message(25, TinyModel.Function("mine", $"f{i}"));
            }
        });

        Assert.Contains("has more than 10000 functions", RefusedModel.Line(_folder, model));
    }

    [Theory]
    [InlineData(16, true)]
    [InlineData(17, false)]
    [InlineData(2_000, false)]
    public void Graphs_in_graphs_are_bounded(int depth, bool isGood)
    {
        Action<ProtobufWriter> graph = inner => inner.String(2, "innermost");
        for (int i = 2; i < depth; i++)
        {
            Action<ProtobufWriter> inside = graph;
            byte[] written = Written(inside);
            graph = outer => outer.Message(1, TinyModel.Node("If", "", attribute => attribute.Bytes(6, written)));
        }

        byte[] model = TinyModel.Bytes(outer => outer.Message(1, TinyModel.Node("If", "", attribute => attribute.Message(6, graph))));

        if (isGood)
        {
            RefusedModel.Passes(_folder, model);
        }
        else
        {
            Assert.Contains("nested more than 16 deep", RefusedModel.Line(_folder, model));
        }
    }

    [Fact]
    public void Types_in_types_are_bounded()
    {
        byte[] type = [];
        for (int i = 0; i < 5_000; i++)
        {
            byte[] inside = type;
            type = Written(outer => outer.Message(4, sequence => sequence.Bytes(1, inside)));
        }

        Assert.Contains(
            "nested more than 16 deep", RefusedModel.Line(_folder, TinyModel.Bytes(graph => graph.Message(13, value => value.Bytes(2, type)))));
    }

    [Theory]
    [InlineData("com.example")]
    [InlineData("pyopadd")]
    [InlineData("ai.onnx.contrib")]
    [InlineData("com.microsoft.experimental")]
    public void Operators_of_other_domains_are_refused(string domain) =>
        Assert.Contains($"uses the operator {domain}:Identity", RefusedModel.Line(_folder, TinyModel.Bytes(domain: domain)));

    [Theory]
    [InlineData("")]
    [InlineData("ai.onnx")]
    [InlineData("ai.onnx.ml")]
    [InlineData("com.microsoft")]
    public void Operators_of_known_domains_are_good(string domain) => RefusedModel.Passes(_folder, TinyModel.Bytes(domain: domain));

    [Fact]
    public void Compiled_code_is_refused() =>
        Assert.Contains(
            "EPContext", RefusedModel.Line(_folder, TinyModel.Bytes(graph => graph.Message(1, TinyModel.Node("EPContext", "com.microsoft")))));

    [Theory]
    [InlineData("", false)]
    [InlineData(null, false)]
    [InlineData("turns", true)]
    public void A_loop_without_a_number_of_turns_is_refused(string? turns, bool isGood)
    {
        byte[] model = TinyModel.Bytes(graph => graph.Message(1, node =>
        {
            if (turns is not null)
            {
                node.String(1, turns);
            }

            node.String(4, "Loop");
        }));

        if (isGood)
        {
            RefusedModel.Passes(_folder, model);
        }
        else
        {
            Assert.Contains("has a Loop without a number of turns, which may never end", RefusedModel.Line(_folder, model));
        }
    }

    [Fact]
    public void A_model_for_several_devices_is_refused() =>
        Assert.Contains("several devices", RefusedModel.Line(_folder, TinyModel.Bytes(model: file => file.Message(26, _ => { }))));

    [Fact]
    public void Functions_of_the_model_are_good_and_their_operators_checked()
    {
        RefusedModel.Passes(_folder, TinyModel.Bytes(
            domain: "mine", model: file => file.Message(25, TinyModel.Function("mine", "Identity", ("", "Add")))));

        byte[] hostile = TinyModel.Bytes(
            domain: "mine", model: file => file.Message(25, TinyModel.Function("mine", "Identity", ("other", "Add"))));
        Assert.Contains("uses the operator other:Add", RefusedModel.Line(_folder, hostile));
    }

    [Fact]
    public void A_function_that_uses_itself_is_refused()
    {
        byte[] model = TinyModel.Bytes(domain: "mine", model: file =>
        {
            file.Message(25, TinyModel.Function("mine", "Identity", ("mine", "Other")));
            file.Message(25, TinyModel.Function("mine", "Other", ("mine", "Identity")));
        });

        Assert.Contains("in a circle", RefusedModel.Line(_folder, model));
    }

    [Theory]
    [InlineData("")]
    [InlineData("ai.onnx")]
    [InlineData("mine")]
    public void Functions_that_multiply_are_counted_as_they_grow(string domain)
    {
        // 100 · 100 · 100 operators out of 300.
        byte[] model = TinyModel.Bytes(domain: domain, model: file =>
        {
            file.Message(25, TinyModel.Function(domain == "ai.onnx" ? "" : domain, "Identity", Repeat(100, (domain, "Hundred"))));
            file.Message(25, TinyModel.Function(domain, "Hundred", Repeat(100, (domain, "Last"))));
            file.Message(25, TinyModel.Function(domain, "Last", Repeat(100, ("", "Add"))));
        });

        Assert.Contains("more than 200000 operators once its functions are in place", RefusedModel.Line(_folder, model));
    }

    [Fact]
    public void A_function_defined_twice_is_refused()
    {
        byte[] model = TinyModel.Bytes(model: file =>
        {
            file.Message(25, TinyModel.Function("mine", "f"));
            file.Message(25, TinyModel.Function("mine", "f"));
        });

        Assert.Contains("defines the function mine:f twice", RefusedModel.Line(_folder, model));
    }

    [Theory]
    [InlineData(new long[] { 2, -1 }, "has the shape [2, -1]")]
    [InlineData(new long[] { 1L << 32, 1L << 31 }, "has the shape [4294967296, 2147483648]")]
    [InlineData(new long[] { 1L << 32, 1L << 32 }, "has the shape [4294967296, 4294967296]")]
    [InlineData(new long[] { 1L << 60 }, "expected bytes that 64 bits can count")]
    [InlineData(new long[] { 4 }, "needs 16 bytes for its shape [4] and has 8")]
    [InlineData(new long[] { 1 }, "needs 4 bytes for its shape [1] and has 8")]
    [InlineData(new long[] { 0 }, "needs 0 bytes for its shape [0] and has 8")]
    public void A_shape_that_its_bytes_do_not_fill_is_refused(long[] shape, string expected) => Assert.Contains(
        expected, RefusedModel.Line(_folder, TinyModel.WithWeight(TinyModel.Tensor(TinyModel.Float, shape, TinyModel.Raw(8)))));

    [Theory]
    [InlineData(TinyModel.Float, 3, 12)]
    [InlineData(Int4, 3, 2)]
    [InlineData(15, 2, 32)]
    public void Bytes_that_fill_the_shape_are_good(int type, int count, int bytes) =>
        RefusedModel.Passes(_folder, TinyModel.WithWeight(TinyModel.Tensor(type, [count], TinyModel.Raw(bytes))));

    [Theory]
    [InlineData(TinyModel.Float, 4, 3, 8, "needs 3 values for its shape [3] and has 2")]
    [InlineData(6, 5, 3, 2, "needs 3 values for its shape [3] and has 2")]
    [InlineData(11, 10, 3, 16, "needs 3 values for its shape [3] and has 2")]
    [InlineData(8, 6, 2, 100, "needs 2 values for its shape [2] and has 1")]
    [InlineData(Int4, 5, 5, 2, "needs 3 values for its shape [5] and has 2")]
    public void A_shape_that_its_values_do_not_fill_is_refused(int type, int field, int count, int bytes, string expected) =>
        Assert.Contains(expected, RefusedModel.Line(_folder, TinyModel.WithWeight(
            TinyModel.Tensor(type, [count], tensor => tensor.Bytes(field, new byte[bytes])))));

    [Fact]
    public void Integers_are_counted_by_their_last_bytes()
    {
        byte[] threeNumbers = [0x80, 0x01, 0xFF, 0xFF, 0x03, 0x00];

        RefusedModel.Passes(_folder, TinyModel.WithWeight(TinyModel.Tensor(7, [3], tensor => tensor.Bytes(7, threeNumbers))));
    }

    [Fact]
    public void A_tensor_without_data_or_with_an_unknown_type_is_refused()
    {
        Assert.Contains("needs 2 values", RefusedModel.Line(_folder, TinyModel.WithWeight(TinyModel.Tensor(TinyModel.Float, [2]))));
        Assert.Contains("has element type 99", RefusedModel.Line(_folder, TinyModel.WithWeight(TinyModel.Tensor(99, [0]))));
        Assert.Contains(
            "has a list of more than 64 integers", RefusedModel.Line(_folder, TinyModel.WithWeight(TinyModel.Tensor(TinyModel.Float, new long[65]))));
    }

    [Fact]
    public void A_sparse_tensor_that_would_fill_memory_is_refused()
    {
        byte[] model = TinyModel.Bytes(graph => graph.Message(15, sparse =>
        {
            sparse.Message(1, TinyModel.Tensor(TinyModel.Float, [1], TinyModel.Raw(4)));
            sparse.Message(2, TinyModel.Tensor(7, [1], TinyModel.Raw(8)));
            sparse.Int64(3, 1 << 20);
            sparse.Int64(3, 1 << 20);
        }));

        Assert.Contains("has a sparse tensor of the shape [1048576, 1048576]", RefusedModel.Line(_folder, model));
    }

    [Fact]
    public void A_declared_shape_that_no_buffer_can_have_is_refused()
    {
        Assert.Contains("of more than 2147483647 numbers", RefusedModel.Line(
            _folder, TinyModel.Bytes(graph => graph.Message(11, TinyModel.Value("huge", 1, 3, 1 << 20, 1 << 20)))));
        RefusedModel.Passes(_folder, TinyModel.Bytes(graph => graph.Message(11, TinyModel.Value("open", -1, 3, 1024, 1024))));
    }

    [Fact]
    public void Line_breaks_in_names_do_not_break_the_line() => Assert.Contains(
        "uses the operator a b [2J:Identity", RefusedModel.Line(_folder, TinyModel.Bytes(domain: "a\nb\u001b[2J")));

    /// <summary>The tiny model with a field of its graph repeated.</summary>
    private static byte[] Many(int field, int count, Action<ProtobufWriter> content) => TinyModel.Bytes(graph =>
    {
        byte[] bytes = Written(content);
        for (int i = 0; i < count; i++)
        {
            graph.Bytes(field, bytes);
        }
    });

    private static byte[] Written(Action<ProtobufWriter> content)
    {
        ProtobufWriter writer = new();
        content(writer);
        return writer.Written.ToArray();
    }

    private static (string Domain, string Op)[] Repeat(int count, (string Domain, string Op) use) => [.. Enumerable.Repeat(use, count)];
}
