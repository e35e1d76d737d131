namespace ClipSurgery;

/// <summary>
/// How classes are learned. Chosen on emoji-dev in four styles with three checkpoints (docs/learning.md); heights are in units of spread,
/// so nothing here depends on where a checkpoint's cosines lie.
/// </summary>
internal sealed record AdaptationSettings
{
    /// <summary>How many pictures the checkpoint's own background counts for, beside the user's: with few pictures it steadies the spread.</summary>
    public double BackgroundPictures { get; init; } = 4;

    /// <summary>How much the covariance is drawn towards a ball, 0 to 1.</summary>
    public double Shrinkage { get; init; } = 0.3;

    /// <summary>How much objects count among what a class must stand out from, 0 to 1; the rest is whatever patches show.</summary>
    public double ObjectShare { get; init; } = 0.35;

    /// <summary>Classes from which on objects count for half of that: of a single class there is nothing that is another object.</summary>
    public double FewClasses { get; init; } = 10;

    /// <summary>
    /// Weights that are tried for classes whose texts find their examples, ascending. More than a quarter looks better on the examples, whose
    /// masks are right, and is worse in whole pictures.
    /// </summary>
    public IReadOnlyList<float> WeightsOfFound { get; init; } = [0, 0.25f];

    /// <summary>The same for classes whose texts do not.</summary>
    public IReadOnlyList<float> WeightsOfOthers { get; init; } = [0, 0.5f, 0.75f, 1];

    /// <summary>Parts that the pictures are divided into, each of which is left out once.</summary>
    public int Folds { get; init; } = 10;

    /// <summary>Objects that were left out and whose class has other examples, below which nothing can be validated.</summary>
    public int FewestValidated { get; init; } = 5;

    /// <summary>The weight of classes that the texts do not find, where nothing can be validated.</summary>
    public float UnvalidatedWeight { get; init; } = 0.75f;

    /// <summary>How many classes people ask for at once: each may be found where it is not.</summary>
    public double AskedAtOnce { get; init; } = 10;

    /// <summary>
    /// Mean probability of a class's examples from which on its text is said to find them: about what the gate asks of a mask that SAM
    /// takes for a good one.
    /// </summary>
    public double Found { get; init; } = 0.15;
}
