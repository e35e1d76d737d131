using System.CommandLine;
using System.Text;

namespace ClipSurgery.Tools;

/// <summary><c>calibrate</c>: thresholds, and scores that are probabilities, from pictures that people have judged.</summary>
internal sealed class CalibrateCommand
{
    private const double DefaultPrecision = 0.95;

    private readonly Argument<string> _judged = new("judged")
    {
        Description = "COCO file of the truth, with its pictures; or the --output folder of 'label' that people have reviewed or corrected",
    };

    private readonly Option<string?> _images = new("--images")
    {
        Description = "Folder of the truth's pictures [default: images/ beside the file, or its folder]",
    };

    private readonly DecisionsOption _decisions = new("of a run whose instances were decided on");
    private readonly LabelOptions _labels = new();
    private readonly Option<string> _output = new("--output", "-o")
    {
        Description = "The calibration; two diagrams are written beside it",
        DefaultValueFactory = _ => "calibration.json",
    };

    private readonly Option<double?> _precision = NumberOption.CreateOptional<double>(
        "--precision", $"Share of what is kept that is to be right, 0 to 1 [default: {DefaultPrecision}]");

    private readonly Option<bool> _bestF1 = new("--f1") { Description = "Thresholds with the best F1 instead" };
    private readonly AdaptationOption _adapt = new();
    private readonly ModelOptions _models = new();

    public Command Create(ToolConsole console)
    {
        Command command = new("calibrate", Help.Text(
            "Find thresholds for a wanted precision, and what turns scores into probabilities, from pictures that people have judged.",
            "clip-surgery calibrate truth.json --images photos --labels labels.yaml --output calibration.json",
            "clip-surgery calibrate labels --decisions decisions.json --precision 0.9",
            "clip-surgery label photos --labels labels.yaml --calibration calibration.json"))
        {
            _judged,
        };
        command.Options.Add(_images);
        _decisions.AddTo(command);
        _labels.AddTo(command);
        foreach (Option option in (Option[])[_output, _precision, _bestF1])
        {
            command.Options.Add(option);
        }

        _adapt.AddTo(command);
        _models.AddTo(command, withSam: true);
        command.SetWork(console, (parse, cancellationToken) => Run(console, parse, cancellationToken));
        return command;
    }

    private int Run(ToolConsole console, ParseResult parse, CancellationToken cancellationToken)
    {
        CalibrationGoal goal = ReadGoal(parse);
        string judged = parse.GetRequiredValue(_judged);
        string output = parse.GetRequiredValue(_output);
        LabelSet? labels = _labels.ReadIfGiven(parse);
        (CalibrationFit fit, int leftOut) = Directory.Exists(judged)
            ? (FitRun(console, parse, judged, goal), 0)
            : FitTruth(console, parse, judged, labels, goal, cancellationToken);
        CalibrationWriter.Write(output, fit);
        string stem = Path.ChangeExtension(output, null);
        AtomicFile.WriteAllBytes($"{stem}.reliability.svg", Encoding.UTF8.GetBytes(CalibrationCharts.Reliability(fit)));
        AtomicFile.WriteAllBytes($"{stem}.precision-recall.svg", Encoding.UTF8.GetBytes(CalibrationCharts.PrecisionRecall(fit)));
        Tell(console, fit, output);
        return leftOut == 0 ? ExitCode.Done : ExitCode.SomeFailed;
    }

    private CalibrationFit FitRun(ToolConsole console, ParseResult parse, string folder, CalibrationGoal goal)
    {
        if (parse.GetValue(_images) is not null || _labels.ReadIfGiven(parse) is not null)
        {
            throw new UsageException($"{folder} is the folder of a run, which knows its pictures and labels; leave out --images, --labels and --text.");
        }

        ReviewDecisions? decisions = _decisions.Read(parse);
        RunJudgements run = RunJudgements.Read(folder, decisions);
        if (decisions is not null)
        {
            RunResults.NoteContradictions(decisions, console);
        }

        console.Note(
            $"{Quantity.Of(run.Decided, "decision")} and {Quantity.Of(run.Finished, "finished picture")} are counted" +
            (run.Unfinished > 0 ? $"; {Quantity.Of(run.Unfinished, "picture")} that nobody finished {(run.Unfinished == 1 ? "is" : "are")} not." : "."));
        console.Note("people judged what the run offered: that tells what share of it is right, and nothing of what it missed.");
        return CalibrationFitter.Fit(run.Judgements, goal, run.Models, run.Classes);
    }

    private (CalibrationFit Fit, int LeftOut) FitTruth(
        ToolConsole console, ParseResult parse, string path, LabelSet? labels, CalibrationGoal goal, CancellationToken cancellationToken)
    {
        _decisions.RefuseWithoutRun(parse, path);
        EvaluationSet set = new(CocoReader.Read(path));
        if (set.LeftOutBoxes > 0)
        {
            throw new UsageException(
                $"{path}: has {Quantity.Of(set.LeftOutBoxes, "object")} with a box and no mask, and what is found there would count as wrong; " +
                "make masks of the boxes with 'clip-surgery refine'.");
        }

        EvaluationPictures pictures = new(set, EvaluationPictures.FindFolder(path, parse.GetValue(_images)));
        TruthClasses classes = TruthClasses.Of(set, labels);
        if (classes.Unknown.Count > 0)
        {
            console.Note($"the truth has no {QuotedText.Short(string.Join(", ", classes.Unknown))}; nothing is learned of what it does not have.");
        }

        string[] prompts = [.. classes.Labels.Classes.SelectMany(label => label.Prompts)];
        using LoadedSegmenter loaded = _adapt.Apply(
            _adapt.Read(parse), console, _models.LoadSegmenter(parse, console, prompts, pictures: 1), classes.Labels.Classes, cancellationToken);
        loaded.ReadTexts(console, prompts, cancellationToken);
        SegmentOptions options = new() { Presence = TruthJudge.FloorOf(loaded.Segmenter) };
        loaded.Prepare(console, options, cancellationToken);
        TruthRun run = new(loaded.Segmenter, classes, set, options);
        console.Progress("calibrate", pictures.Found, picture => picture.Image.FileName, picture =>
        {
            try
            {
                run.Add(picture.Image, pictures.Read(picture.Image), cancellationToken);
            }
            catch (ClipSurgeryException error)
            {
                pictures.LeaveOut(error.Message);
            }
        });
        foreach (string reason in pictures.LeftOut)
        {
            console.Error(reason);
        }

        CalibratedModels models = CalibratedModels.Of(loaded.Clip, loaded.Sam, loaded.Adaptation);
        return (CalibrationFitter.Fit(run.Judgements, goal, models, classes.Labels.Classes), pictures.LeftOut.Count);
    }

    private CalibrationGoal ReadGoal(ParseResult parse) => (parse.GetValue(_precision), parse.GetValue(_bestF1)) switch
    {
        (not null, true) => throw new UsageException("--precision and --f1 are both given; expected one of them."),
        (null, true) => CalibrationGoal.BestF1,
        ({ } wanted, _) => wanted is > 0 and <= 1
            ? new CalibrationGoal(wanted)
            : throw new UsageException($"--precision {wanted} is not within 0 to 1; it is the share of what is kept that is to be right."),
        _ => new CalibrationGoal(DefaultPrecision),
    };

    private static void Tell(ToolConsole console, CalibrationFit fit, string output)
    {
        ClassFit all = fit.All;
        CutOff cut = all.CutOff!.Value;
        string recall = all.Objects is > 0 and int objects ? $", recall {(double)cut.Right / objects:F3}" : "";
        console.Done($"{Quantity.Of(all.Judged.Count, "instance")} in {Quantity.Of(fit.Pictures, "picture")}, {all.Right} right");
        console.Done(
            $"kept from a probability of {cut.Threshold:F2} on: {cut.Right} of {cut.Kept} right, precision {cut.Precision:F3} " +
            $"({cut.Interval.Low:F3} to {cut.Interval.High:F3}, Wilson's 95 % interval){recall}");
        console.Done($"calibration error on pictures left out: {all.CalibrationError:F3}, of the scores as they were {all.CalibrationErrorBefore:F3}");
        console.Done(
            $"{Quantity.Of(fit.Own.Count, "class", "classes")} with a curve of {(fit.Own.Count == 1 ? "its" : "their")} own, " +
            $"which needs {CalibrationFitter.LeastOfClass} instances -> {output}");
    }
}
