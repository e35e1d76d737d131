namespace ClipSurgery;

/// <summary>An instance that the models found, and whether it is right.</summary>
/// <param name="FileName">The picture, as the data set names it.</param>
/// <param name="Class">The class that was found.</param>
/// <param name="Score"><see cref="ScoreParts.Uncalibrated"/>, 0 to 1.</param>
/// <param name="IsRight">Whether it is an object of that class, with a mask that fits.</param>
internal readonly record struct JudgedInstance(string FileName, string Class, double Score, bool IsRight);

/// <summary>Who said which instances are right.</summary>
internal enum JudgementSource
{
    /// <summary>A file with every object of the pictures: what was missed is known, too.</summary>
    Truth,

    /// <summary>People who looked at what a run offered: what it missed is not known.</summary>
    People,
}

/// <summary>What a calibration is made of.</summary>
/// <param name="Source">Who judged.</param>
/// <param name="Instances">The instances, of every picture that was judged.</param>
/// <param name="Floor">The presence that all of them have at least: nothing is known of what lies below.</param>
internal sealed record Judgements(JudgementSource Source, IReadOnlyList<JudgedInstance> Instances, double Floor)
{
    /// <summary>How many objects of each class the pictures have; null where nobody counted them.</summary>
    public IReadOnlyDictionary<string, int>? Objects { get; init; }
}
