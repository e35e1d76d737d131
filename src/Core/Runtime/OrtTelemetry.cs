using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace ClipSurgery;

/// <summary>
/// ONNX Runtime tells its makers what models are loaded and run, and keeps an identifier of the machine in the user's cache folder
/// (microsoft/onnxruntime#27379). Pictures that are labelled on one's own machine are nobody's business: it is told not to.
/// </summary>
internal static partial class OrtTelemetry
{
    /// <summary>The runtime's own variable. It is read once, when the runtime starts.</summary>
    public const string Variable = "ORT_DISABLE_TELEMETRY";

    /// <summary>Before the first session. A user who has set the variable, to whatever, keeps it.</summary>
    public static void Disable()
    {
        // .NET's variables are a copy of the process's own, which are what the runtime reads.
        if (!OperatingSystem.IsWindows() && Environment.GetEnvironmentVariable(Variable) is null)
        {
            SetVariable(Variable, "1", 0);
        }

        // What Windows has instead of the variable; there, one event of the start is sent before it.
        OrtEnv.Instance().DisableTelemetryEvents();
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetVariable(string name, string value, int overwrite);
}
