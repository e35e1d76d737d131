using System.CommandLine;

namespace ClipSurgery.Tools;

/// <summary><c>adapt</c>: learns a user's classes from a few pictures that are right.</summary>
internal sealed class AdaptCommand
{
    private const int ShownClasses = 20;

    private readonly Argument<string> _taught = new("taught")
    {
        Description = "COCO file of the truth, with its pictures; or the --output folder of 'label' that people have corrected or reviewed",
    };

    private readonly Option<string?> _images = new("--images")
    {
        Description = "Folder of the pictures [default: images/ beside the file, or its folder; of a run its own]",
    };

    private readonly DecisionsOption _decisions = new("of a run whose instances were decided on");
    private readonly Option<string> _output = new("--output", "-o") { Description = "What was learned", DefaultValueFactory = _ => "adapted.safetensors" };
    private readonly LimitOption _limits = new();
    private readonly ModelOptions _models = new();

    public Command Create(ToolConsole console)
    {
        Command command = new("adapt", Help.Text(
            "Learn your own classes from a few pictures that are right: one or more, in which all objects of the classes are known.",
            "clip-surgery adapt truth.json --images photos --output parts.safetensors",
            "clip-surgery adapt labels --output parts.safetensors",
            "clip-surgery label photos --labels labels.yaml --adapt parts.safetensors"))
        {
            _taught,
        };
        command.Options.Add(_images);
        _decisions.AddTo(command);
        command.Options.Add(_output);
        _limits.AddTo(command);
        _models.AddTo(command, withSam: false);
        command.SetWork(console, (parse, cancellationToken) => Run(console, parse, cancellationToken));
        return command;
    }

    private int Run(ToolConsole console, ParseResult parse, CancellationToken cancellationToken)
    {
        string source = parse.GetRequiredValue(_taught);
        TaughtPictures taught = Read(console, parse, source);
        foreach (string leftOut in taught.LeftOut)
        {
            console.Note($"{leftOut}; nothing is learned from them.");
        }

        if (taught.Pictures.All(picture => picture.Objects.Count == 0))
        {
            throw new UsageException(
                $"{source}: has no object to learn from in {Quantity.Of(taught.Pictures.Count, "finished picture")}; " +
                "correct a picture and mark it as done, or give a COCO file with masks or boxes.");
        }

        string folder = FolderOf(parse, source, taught);
        using ClipModel clip = _models.LoadClip(parse, console, []);
        ClipPreparation.Measure(clip, console, cancellationToken);
        AdaptationTrainer trainer = new(clip);
        List<string> problems = [];
        ImageLimits limits = _limits.Read(parse);
        console.Progress("adapt", taught.Pictures, picture => picture.FileName, picture =>
        {
            try
            {
                trainer.Add(Open(folder, picture, limits), picture.Objects, cancellationToken);
            }
            catch (ClipSurgeryException error)
            {
                problems.Add(error.Message);
            }
        });
        problems.ForEach(console.Error);
        if (trainer.Objects == 0)
        {
            throw new UsageException($"{folder}: none of the pictures could be read; give their folder with --images.");
        }

        Adaptation adaptation = trainer.Train(taught.Prompts, new HashSet<string>(), cancellationToken);
        string output = parse.GetRequiredValue(_output);
        AdaptationFile.Write(output, adaptation);
        Tell(console, adaptation, trainer, output);
        return problems.Count == 0 ? ExitCode.Done : ExitCode.SomeFailed;
    }

    private TaughtPictures Read(ToolConsole console, ParseResult parse, string source)
    {
        if (Directory.Exists(source))
        {
            ReviewDecisions? decisions = _decisions.Read(parse);
            if (decisions is not null)
            {
                RunResults.NoteContradictions(decisions, console);
            }

            return TaughtPictures.OfRun(source, decisions);
        }

        _decisions.RefuseWithoutRun(parse, source);
        return TaughtPictures.OfTruth(CocoReader.Read(source));
    }

    private string FolderOf(ParseResult parse, string source, TaughtPictures taught) => parse.GetValue(_images) is null && Directory.Exists(source)
        ? taught.Folder ?? throw new UsageException($"{source}: does not say where its pictures lie; give their folder with --images.")
        : EvaluationPictures.FindFolder(source, parse.GetValue(_images));

    private static RgbImage Open(string folder, TaughtPicture picture, ImageLimits limits)
    {
        if (EvaluationPictures.ReasonToLeaveOut(folder, picture.FileName) is { } reason)
        {
            throw new ClipSurgeryException(reason);
        }

        RgbImage image = PictureFolder.Read(folder, picture.FileName, limits).Image;
        TruthSize.Require(image, picture.FileName, picture.Width, picture.Height);
        return image;
    }

    private static void Tell(ToolConsole console, Adaptation adaptation, AdaptationTrainer trainer, string output)
    {
        string[] single = [.. adaptation.Classes.Where(one => one.Examples == 1).Select(one => one.Name)];
        if (single.Length > 0)
        {
            string more = single.Length > ShownClasses ? $" and {single.Length - ShownClasses} more" : "";
            console.Note(
                $"{Quantity.Of(single.Length, "class", "classes")} with a single example: " +
                $"{PlainText.OneLine(string.Join(", ", single.Take(ShownClasses)))}{more}. Two or three of each tell much more.");
        }

        int kept = adaptation.Classes.Count(one => one.Weight == 0);
        int alone = adaptation.Classes.Count(one => one.Weight == 1);
        console.Done(
            $"{Quantity.Of(adaptation.Classes.Count, "class", "classes")} from {Quantity.Of(trainer.Objects, "object")} in " +
            $"{Quantity.Of(trainer.Pictures, "picture")}: {kept} stay with their texts, {adaptation.Classes.Count - kept - alone} are mixed, " +
            $"{alone} go by their examples alone -> {output}");
    }
}
