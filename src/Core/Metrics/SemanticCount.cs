namespace ClipSurgery;

/// <summary>The pixels of one label in one picture or several.</summary>
/// <param name="Label">The label's index; <see cref="SemanticEvaluation.Background"/> for the background.</param>
/// <param name="Truth">Pixels that have it.</param>
/// <param name="Hits">Those of them that it was predicted for.</param>
/// <param name="PredictedOnLabels">Pixels with a labelled truth that it was predicted for.</param>
/// <param name="PredictedOnBackground">Background pixels that it was predicted for.</param>
public sealed record SemanticCount(int Label, long Truth, long Hits, long PredictedOnLabels, long PredictedOnBackground);
