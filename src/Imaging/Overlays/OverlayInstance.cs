namespace ClipSurgery;

/// <summary>One mask to draw over a picture.</summary>
/// <param name="Mask">The mask, of the picture's size.</param>
/// <param name="Label">The caption. The built-in font has printable ASCII; other characters become question marks.</param>
/// <param name="LabelIndex">
/// The label's place in the label set, from 0: it picks the colour, so that a label keeps it in every picture.
/// </param>
public sealed record OverlayInstance(Mask Mask, string Label, int LabelIndex);
