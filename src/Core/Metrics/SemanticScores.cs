namespace ClipSurgery;

/// <summary>Open-vocabulary semantic segmentation over a whole set of pictures, 0 to 1; NaN where no pixel counts.</summary>
/// <param name="MeanIou">
/// Mean IoU of the labels that occur in the truth. Only pixels whose truth has a label count, as in CLIP Surgery's protocol: the
/// highest label wins, and there is no background.
/// </param>
/// <param name="MeanIouWithBackground">
/// Mean IoU with the background as one more class, over all pixels that are not ignored and the classes that occur in the truth.
/// </param>
/// <param name="PixelAccuracy">Share of the pixels with a labelled truth that have the right label.</param>
/// <param name="Classes">Number of labels that occur in the truth, without the background.</param>
public sealed record SemanticScores(double MeanIou, double MeanIouWithBackground, double PixelAccuracy, int Classes);
