namespace ClipSurgery;

/// <summary>
/// What turns scores into probabilities that an instance is right, and the probabilities from which instances are kept. It holds for the
/// models and the prompts that it was made with.
/// </summary>
public sealed record Calibration
{
    private readonly Dictionary<string, CalibratedClass> _byName;

    internal Calibration(
        CalibratedModels models, double floor, ProbabilityCurve curve, double threshold, IReadOnlyList<CalibratedClass> classes)
    {
        Models = models;
        Floor = floor;
        Curve = curve;
        Threshold = threshold;
        Classes = classes;
        _byName = classes.ToDictionary(label => label.Name, StringComparer.Ordinal);
    }

    /// <summary>What it was made with.</summary>
    public CalibratedModels Models { get; }

    /// <summary>
    /// <see cref="SegmentOptions.Presence"/>, 0 to 1, that everything had which it was made of: it says nothing of what has less.
    /// </summary>
    public double Floor { get; }

    /// <summary>The probability, 0 to 1, from which instances are kept whose class has no threshold of its own.</summary>
    public double Threshold { get; }

    /// <summary>SHA-256 of the file, in lower-case hexadecimal digits; null where it was not read from one.</summary>
    public string? FileHash { get; internal init; }

    /// <summary>The curve of all classes together.</summary>
    internal ProbabilityCurve Curve { get; }

    /// <summary>The classes that were looked for.</summary>
    internal IReadOnlyList<CalibratedClass> Classes { get; }

    /// <summary>Reads a file that <c>clip-surgery calibrate</c> has written.</summary>
    /// <exception cref="ClipSurgeryException">It cannot be read, or is none.</exception>
    public static Calibration Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return CalibrationReader.Read(path);
    }

    /// <summary>Checks that it was made for what is in use now. Some of its classes are enough.</summary>
    /// <param name="models">The models in use.</param>
    /// <param name="classes">The classes that are looked for.</param>
    /// <returns>Names of classes that it does not know: they get the curve and the threshold of all classes together.</returns>
    /// <exception cref="ClipSurgeryException">
    /// It was made with other models, or other prompts of a class, or knows none of the classes.
    /// </exception>
    public IReadOnlyList<string> Check(CalibratedModels models, IReadOnlyList<LabelClass> classes)
    {
        ArgumentNullException.ThrowIfNull(models);
        ArgumentNullException.ThrowIfNull(classes);
        if (Models.DifferenceTo(models) is { } difference)
        {
            throw new ClipSurgeryException($"The calibration was made with {difference}; use what it was made with, or calibrate again.");
        }

        LabelClass[] asked = [.. classes.Where(label => label.Prompts.Count > 0)];
        foreach (LabelClass label in asked)
        {
            if (_byName.TryGetValue(label.Name, out CalibratedClass? known) && !known.Prompts.Order().SequenceEqual(label.Prompts.Order()))
            {
                throw new ClipSurgeryException(
                    $"The calibration was made with other prompts of {QuotedText.Short(label.Name)} ({Join(known.Prompts)}; now {Join(label.Prompts)}); " +
                    "use those, or calibrate again.");
            }
        }

        string[] unknown = [.. asked.Select(label => label.Name).Where(name => !_byName.ContainsKey(name))];
        return asked.Length > 0 && unknown.Length == asked.Length
            ? throw new ClipSurgeryException(
                $"The calibration was made for other labels ({Join([.. Classes.Select(label => label.Name)])}; now {Join(unknown)}); calibrate again with these.")
            : unknown;
    }

    /// <summary>The probability that an instance of a class is right.</summary>
    internal double ProbabilityOf(string name, double score) => (_byName.GetValueOrDefault(name)?.Curve ?? Curve).At(score);

    /// <summary>The probability from which instances of a class are kept.</summary>
    internal double ThresholdOf(string name) => _byName.GetValueOrDefault(name)?.Threshold ?? Threshold;

    private static string Join(IReadOnlyList<string> names) => QuotedText.Short(string.Join(", ", names));
}

/// <summary>A class that was looked for when a calibration was made.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Prompts">Its texts.</param>
/// <param name="Curve">Its own curve; null where it had too few instances for one.</param>
/// <param name="Threshold">Its own threshold; null where it has none.</param>
internal sealed record CalibratedClass(string Name, IReadOnlyList<string> Prompts, ProbabilityCurve? Curve, double? Threshold);
