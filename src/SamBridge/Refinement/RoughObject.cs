namespace ClipSurgery;

/// <summary>An object of which only a rough outline is known.</summary>
/// <param name="Box">The rectangle around it in pixels of the upright picture; inside the picture, and not empty.</param>
/// <param name="Loose">A mask of the picture's size that is about the object; null where the box is all there is.</param>
public sealed record RoughObject(BoxXywh Box, Mask? Loose = null);
