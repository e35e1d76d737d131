namespace ClipSurgery.Tests;

/// <summary>Puts a model into a folder and tells how the pre-flight takes it.</summary>
internal static class RefusedModel
{
    /// <summary>The one line with which a model is refused.</summary>
    public static string Line(TemporaryFolder folder, byte[] model) => Line(folder.Write("model.onnx", model));

    public static string Line(string path)
    {
        string message = Assert.Throws<ClipSurgeryException>(() => OnnxPreflight.Check(path)).Message;
        Assert.DoesNotContain(message, char.IsControl);
        Assert.StartsWith(path, message);
        Assert.EndsWith(".", message);
        return message;
    }

    public static void Passes(TemporaryFolder folder, byte[] model) => OnnxPreflight.Check(folder.Write("model.onnx", model));
}
