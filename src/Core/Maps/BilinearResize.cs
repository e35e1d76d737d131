namespace ClipSurgery;
/// <summary>stub</summary>
internal static class BilinearResize { public static void Resize(ReadOnlySpan<float> s, int sw, int sh, Span<float> t, int tw, int th) => throw new NotImplementedException(); }
