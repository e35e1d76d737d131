namespace ClipSurgery;

/// <summary>Where inference runs.</summary>
public enum Device
{
    /// <summary>The processor.</summary>
    Cpu,

    /// <summary>An NVIDIA GPU; the program must reference <c>Microsoft.ML.OnnxRuntime.Gpu</c>.</summary>
    Cuda,
}

/// <summary>How ONNX Runtime is used. The same options serve every model.</summary>
public sealed record RuntimeOptions
{
    /// <summary>
    /// Threads of one inference; 0 takes all cores that the process may use. Results do not depend on it. Defaults to 0.
    /// </summary>
    public int Threads
    {
        get;
        init => field = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "Threads must be 0 or more.");
    }

    /// <summary>
    /// The device; one that is asked for and not there is an error, never a silent run on the CPU. Defaults to the CPU.
    /// </summary>
    public Device Device { get; init; }
}
