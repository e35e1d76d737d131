namespace ClipSurgery;

/// <summary>An example as CLIP sees it: the mean patch under its mask in each view, from the picture's own centre.</summary>
/// <param name="Class">What it shows.</param>
/// <param name="Fine">In the whole picture, <c>[width]</c>.</param>
/// <param name="Coarse">In the whole picture at the smaller scale, <c>[width]</c>.</param>
/// <param name="Look">In the part of the picture around it, at the trained size, <c>[width]</c>.</param>
internal sealed record ObjectTokens(string Class, float[] Fine, float[] Coarse, float[] Look)
{
    /// <summary>All views.</summary>
    public IReadOnlyList<float[]> Views => [Fine, Coarse, Look];
}
