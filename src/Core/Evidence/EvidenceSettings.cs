namespace ClipSurgery;

/// <summary>
/// How heights over a checkpoint's background become probabilities. Chosen on emoji-dev with three checkpoints whose cosines lie in
/// different places (docs/quality.md); heights are in units of spread, so nothing here depends on where that is.
/// </summary>
internal sealed record EvidenceSettings
{
    /// <summary>The height that a text must reach to be as likely as nothing in particular.</summary>
    public float Level { get; init; } = 4;

    /// <summary>Logit that a unit of height is worth on the maps.</summary>
    public float MapSlope { get; init; } = 1;

    /// <summary>The same in a second look, which sees more of less.</summary>
    public float LookSlope { get; init; } = 1.5f;

    /// <summary>
    /// How much of the distance of a picture's own mean patch from the checkpoint's centre is taken for a matter of style, 0 to 1; the
    /// rest is what the picture shows.
    /// </summary>
    public float OwnShare { get; init; } = 0.25f;

    /// <summary>
    /// How much the unit of a text's height depends on how far patches reach along its own direction, 0 to 1; the rest is what is usual
    /// of nouns. One direction alone is measured too roughly.
    /// </summary>
    public float ReachShare { get; init; } = 0.5f;

    /// <summary>False leaves the bank of nouns out of the competition.</summary>
    public bool HasNounRivals { get; init; } = true;
}
