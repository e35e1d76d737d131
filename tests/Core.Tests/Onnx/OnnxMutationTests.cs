using CsCheck;

namespace ClipSurgery.Tests;

/// <summary>Models of this project pass the pre-flight; damaged ones pass or are refused in one line, nothing else.</summary>
public sealed class OnnxMutationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public OnnxMutationTests()
    {
        CheckpointConverter.Convert(TestData.Model("clip", "emoji"), _folder["clip"]);
        foreach (string file in (string[])["encoder.onnx", "decoder.onnx"])
        {
            File.Copy(TestData.Model("sam", "emoji", file), _folder["clip", file]);
        }
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("visual.onnx")]
    [InlineData("text.onnx")]
    [InlineData("attention.onnx")]
    [InlineData("encoder.onnx")]
    [InlineData("decoder.onnx")]
    public void Models_of_this_project_pass(string file) => OnnxPreflight.Check(_folder["clip", file]);

    [Theory]
    [InlineData("visual.onnx")]
    [InlineData("text.onnx")]
    [InlineData("decoder.onnx")]
    public void Damage_is_refused_or_harmless(string file)
    {
        byte[] whole = File.ReadAllBytes(_folder["clip", file]);
        Gen<(int Offset, byte Value)[]> changes = Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Byte).Array[1, 20];
        int refused = 0;

        Gen.Select(changes, Gen.Int[0, whole.Length], Gen.Bool).Sample(
            (edits, length, isCut) =>
            {
                byte[] damaged = whole.ToArray();
                foreach ((int offset, byte value) in edits)
                {
                    damaged[offset] = value;
                }

                refused += Refuses(isCut ? damaged[..length] : damaged) ? 1 : 0;
            },
            iter: 1_000,
            threads: 1);

        Assert.InRange(refused, 400, 1_000);
    }

    [Fact]
    public void A_file_cut_short_at_any_byte_is_refused()
    {
        byte[] whole = TinyModel.WithWeight(TinyModel.Tensor(TinyModel.Float, [2], TinyModel.Raw(8)));
        int graphEnd = whole.Length - 4;

        // What follows the graph is the opset, without which the runtime itself refuses a model.
        Assert.All(Enumerable.Range(0, graphEnd), length => Assert.True(Refuses(whole[..length]), $"{length}"));
    }

    private bool Refuses(byte[] model)
    {
        try
        {
            OnnxPreflight.Check(_folder.Write("clip/damaged.onnx", model));
            return false;
        }
        catch (ClipSurgeryException error)
        {
            Assert.DoesNotContain(error.Message, char.IsControl);
            return true;
        }
    }
}
