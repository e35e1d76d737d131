namespace ClipSurgery;

/// <summary>How the weights of a converted CLIP model are stored. Whatever they are, pictures and texts are computed in F32.</summary>
public enum WeightFormat
{
    /// <summary>32-bit floats.</summary>
    F32,

    /// <summary>
    /// 16-bit floats, rounded to the nearest: half the file. A checkpoint that holds 16-bit floats loses nothing.
    /// </summary>
    F16,

    /// <summary>
    /// 8-bit integers with a scale for each block of a linear layer's weights and for each row of the token table: less than a
    /// third of the file. The rest is stored as F16. Linear layers are of ONNX Runtime's own operator MatMulNBits.
    /// </summary>
    Q8,
}
