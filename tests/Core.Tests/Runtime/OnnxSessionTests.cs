using Microsoft.ML.OnnxRuntime;

namespace ClipSurgery.Tests;

/// <summary>What the runtime is given, and what comes out of it, is checked.</summary>
public sealed class OnnxSessionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_model_is_checked_before_it_is_loaded()
    {
        string path = _folder.Write("model.onnx", TinyModel.Bytes(domain: "com.example"));

        Assert.Contains(
            "uses the operator com.example:Identity",
            Assert.Throws<ClipSurgeryException>(() => OnnxSession.Load(path, new RuntimeOptions(), fixedShapes: false)).Message);
    }

    [Theory]
    [InlineData(1f, true)]
    [InlineData(float.NaN, false)]
    [InlineData(float.PositiveInfinity, false)]
    [InlineData(float.NegativeInfinity, false)]
    public void An_output_that_is_not_finite_is_refused(float value, bool isGood)
    {
        string path = _folder.Write("model.onnx", TinyModel.Bytes());
        using OnnxSession session = OnnxSession.Load(path, new RuntimeOptions(), fixedShapes: false);
        using OrtValue input = OrtValue.CreateTensorValueFromMemory([value], [1]);

        if (isGood)
        {
            using IDisposableReadOnlyCollection<OrtValue> outputs = session.Run(["x"], [input], ["y"], TestContext.Current.CancellationToken);
            Assert.Equal(value, Assert.Single(session.Values(outputs[0], "y", 1).ToArray()));
        }
        else
        {
            Assert.Contains(
                "output y holds NaN or infinity",
                Assert.Throws<ClipSurgeryException>(() => session.Run(["x"], [input], ["y"], TestContext.Current.CancellationToken)).Message);
        }
    }

    [Fact]
    public void An_output_of_another_shape_is_refused()
    {
        string path = _folder.Write("model.onnx", TinyModel.Bytes());
        using OnnxSession session = OnnxSession.Load(path, new RuntimeOptions(), fixedShapes: false);
        using OrtValue input = OrtValue.CreateTensorValueFromMemory([0f], [1]);
        using IDisposableReadOnlyCollection<OrtValue> outputs = session.Run(["x"], [input], ["y"], TestContext.Current.CancellationToken);

        Assert.Contains(
            "output y is Float [1]; expected Float [1, 1]",
            Assert.Throws<ClipSurgeryException>(() => session.Values(outputs[0], "y", 1, 1).Length).Message);
    }
}
