using System.CommandLine;

namespace ClipSurgery.Tools;

/// <summary>Whether scores are probabilities, and thresholds those of a calibration.</summary>
internal sealed class CalibrationOption
{
    private readonly Option<string?> _calibration = new("--calibration")
    {
        Description = "File of 'calibrate': scores become probabilities that an instance is right, and its thresholds decide; " +
            "--presence is such a probability then",
    };

    public void AddTo(Command command) => command.Options.Add(_calibration);

    /// <summary>The calibration, before any model is loaded; null where none is given.</summary>
    /// <exception cref="ClipSurgeryException">It cannot be read, or does not go with the options.</exception>
    public Calibration? Read(ParseResult parse, SegmentOptions options) => parse.GetValue(_calibration) switch
    {
        null => null,
        _ when options.Instances == InstanceMode.One =>
            throw new UsageException("--calibration judges instances, and --instances one asks for one mask a text; leave out one of them."),
        { } path => Calibration.Read(path),
    };

    /// <summary>The models with a calibration, which is checked.</summary>
    /// <param name="calibration">The calibration; null for none.</param>
    /// <param name="console">Where notes go.</param>
    /// <param name="loaded">The models; disposed where the calibration is not for them.</param>
    /// <param name="classes">What is looked for.</param>
    /// <exception cref="ClipSurgeryException">It was made with other models, prompts or classes.</exception>
    public static LoadedSegmenter Apply(
        Calibration? calibration, ToolConsole console, LoadedSegmenter loaded, IReadOnlyList<LabelClass> classes)
    {
        if (calibration is null)
        {
            return loaded;
        }

        IReadOnlyList<string> unknown;
        try
        {
            unknown = calibration.Check(CalibratedModels.Of(loaded.Clip, loaded.Sam, loaded.Adaptation), classes);
        }
        catch
        {
            loaded.Dispose();
            throw;
        }

        if (unknown.Count > 0)
        {
            console.Note(
                $"the calibration does not know {Quantity.Of(unknown.Count, "class", "classes")} ({QuotedText.Short(string.Join(", ", unknown))}); " +
                "what it has of all classes together is taken.");
        }

        string[] own = [.. classes.Where(label => label.Presence is not null).Select(label => label.Name)];
        if (own.Length > 0)
        {
            console.Note(
                $"the presence that the label file gives {QuotedText.Short(string.Join(", ", own))} is the probability that an instance is right now, " +
                "in place of the calibration's threshold.");
        }

        return loaded with { Segmenter = new CalibratedSegmenter(loaded.Segmenter, calibration), Calibration = calibration };
    }
}
