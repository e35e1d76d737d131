namespace ClipSurgery;

/// <summary>How much what was learned of a class counts.</summary>
/// <param name="Weight">Of the learned height, 0 to 1; the rest is the text's.</param>
/// <param name="Lift">What is added to the learned height, in units of spread.</param>
internal readonly record struct LearnedShare(float Weight, float Lift)
{
    /// <summary>The height of a class that both say something of.</summary>
    public double Mix(double text, double learned) => (1 - Weight) * text + Weight * (learned + Lift);
}
