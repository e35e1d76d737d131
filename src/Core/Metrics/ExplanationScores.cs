namespace ClipSurgery;

/// <summary>
/// How well maps explain the labels that a picture has; every pair of a picture and a present label counts once and alone, as its
/// foreground against the rest. All numbers are NaN where there is no pair.
/// </summary>
/// <param name="MeanIou">
/// Mean over the pairs of the IoU of the thresholded map with the foreground, 0 to 1. The labels are given, so this is not
/// comparable with <see cref="SemanticScores.MeanIou"/>.
/// </param>
/// <param name="Threshold">
/// The one threshold behind <paramref name="MeanIou"/>: of .05, .10 … .95 the one with the highest mean, the lowest of equals.
/// </param>
/// <param name="ScoreContrast">
/// mSC: mean over the pairs of the map's mean on the foreground minus its mean on the background, in percent, -100 to 100.
/// </param>
/// <param name="PointingGame">Share of the pairs whose highest pixel lies in the foreground, 0 to 1.</param>
/// <param name="Pairs">Number of pairs.</param>
public sealed record ExplanationScores(double MeanIou, double Threshold, double ScoreContrast, double PointingGame, int Pairs);
