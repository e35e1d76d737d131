namespace ClipSurgery;

/// <summary>One entry of a COCO results file.</summary>
/// <param name="ImageId">A picture of the ground truth.</param>
/// <param name="CategoryId">A category of the ground truth.</param>
/// <param name="Score">Confidence; only its order counts.</param>
/// <param name="Mask">The pixels, of the picture's size; its box is the detection's box.</param>
public sealed record CocoDetection(long ImageId, long CategoryId, double Score, Mask Mask);
