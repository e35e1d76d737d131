namespace ClipSurgery;

/// <summary>The element types of a TensorProto, by their number in onnx.proto3.</summary>
internal static class OnnxElementType
{
    public const int UInt8 = 2;
    public const int String = 8;
    public const int Float16 = 10;

    /// <summary>Bits of one element; 0 for a text, null for a type that ONNX 1.20 does not have.</summary>
    public static int? Bits(int type) => type switch
    {
        String => 0,
        25 or 26 => 2, // UINT2, INT2
        21 or 22 or 23 => 4, // UINT4, INT4, FLOAT4E2M1
        2 or 3 or 9 => 8, // UINT8, INT8, BOOL
        17 or 18 or 19 or 20 or 24 => 8, // FLOAT8 in five layouts
        4 or 5 or 10 or 16 => 16, // UINT16, INT16, FLOAT16, BFLOAT16
        1 or 6 or 12 => 32, // FLOAT, INT32, UINT32
        7 or 11 or 13 or 14 => 64, // INT64, DOUBLE, UINT64, COMPLEX64
        15 => 128, // COMPLEX128
        _ => null,
    };
}
