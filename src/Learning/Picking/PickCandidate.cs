namespace ClipSurgery;

/// <summary>A picture that may be labelled or corrected next.</summary>
/// <param name="FileName">Its name in the data set.</param>
/// <param name="Uncertainty">How unsure the run is of it, 0 to 1.</param>
internal sealed record PickCandidate(string FileName, double Uncertainty);
