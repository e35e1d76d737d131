namespace ClipSurgery;

/// <summary>One pair of a picture and a present label, measured: what <see cref="ExplanationEvaluation"/> averages.</summary>
/// <param name="Ious">
/// IoU of the thresholded map with the foreground, 0 to 1, at each threshold of the grid .05, .10 … .95.
/// </param>
/// <param name="Contrast">Mean of the map on the foreground minus its mean on the background, -1 to 1.</param>
/// <param name="IsHit">True where the map's highest pixel lies in the foreground.</param>
public sealed record ExplanationPair(IReadOnlyList<double> Ious, double Contrast, bool IsHit);
