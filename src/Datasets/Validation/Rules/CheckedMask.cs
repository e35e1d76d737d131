namespace ClipSurgery;

/// <summary>A mask after mending, and what else its outline may mean.</summary>
/// <param name="Pixels">The mask.</param>
/// <param name="Outline">The box around it before it was cut at the border.</param>
/// <param name="HollowArea">Its pixels if polygons within others were holes.</param>
internal readonly record struct CheckedMask(Mask Pixels, BoxXywh Outline, long HollowArea)
{
    public static CheckedMask Of(Mask mask) => new(mask, mask.Bounds, mask.Area);
}
