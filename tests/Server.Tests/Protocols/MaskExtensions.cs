namespace ClipSurgery.Tests;

internal static class MaskExtensions
{
    /// <summary>The mask as polygons carry it: without its holes.</summary>
    public static Mask Filled(this Mask mask) => Mask.FromPolygons(mask.Width, mask.Height, mask.ToPolygons());
}
