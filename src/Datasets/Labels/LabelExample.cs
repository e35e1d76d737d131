namespace ClipSurgery;

/// <summary>A picture that shows what a class looks like.</summary>
/// <param name="Image">Its file, as a full path.</param>
/// <param name="Box">Where in it, in its upright pixels; null where a mask says it.</param>
/// <param name="Mask">A file of the picture's size, in which everything that is not black is the object; null where the box says it.</param>
public sealed record LabelExample(string Image, BoxXywh? Box, string? Mask);
