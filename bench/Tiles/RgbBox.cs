namespace ClipSurgery.Bench;

/// <summary>Boxes that meet.</summary>
internal static class RgbBox
{
    public static bool Touches(PictureWindow window, BoxXywh box) => RunGeometry.Overlap(window.Box, box);
}
