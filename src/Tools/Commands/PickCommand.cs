using System.CommandLine;

namespace ClipSurgery.Tools;

/// <summary><c>pick</c>: which pictures of a run are worth a person's time next.</summary>
internal sealed class PickCommand
{
    /// <summary>CLIP looks at so many pictures for each that is asked for: the least sure of the run.</summary>
    private const int LookedAt = 10;

    private readonly Argument<string> _run = new("run") { Description = "Output folder of 'label'" };
    private readonly Option<int> _count = NumberOption.Create("--count", "How many pictures", 20);
    private readonly DecisionsOption _decisions = new("what was decided on is left out");
    private readonly LimitOption _limits = new();
    private readonly ModelOptions _models = new();

    public Command Create(ToolConsole console)
    {
        Command command = new("pick", Help.Text(
            "Choose the pictures of a run to label or correct next: those that it is unsure of, and unlike each other.",
            "clip-surgery pick labels --count 20 > next.txt",
            "clip-surgery serve labels --list next.txt"))
        {
            _run,
            _count,
        };
        _decisions.AddTo(command);
        _limits.AddTo(command);
        _models.AddTo(command, withSam: false);
        command.SetWork(console, (parse, cancellationToken) => Run(console, parse, cancellationToken));
        return command;
    }

    private int Run(ToolConsole console, ParseResult parse, CancellationToken cancellationToken)
    {
        int count = parse.GetRequiredValue(_count);
        if (count < 1)
        {
            throw new UsageException($"--count {count} is below 1; give how many pictures to choose.");
        }

        string folder = parse.GetRequiredValue(_run);
        PickPool pool = PickPool.Read(folder, _decisions.Read(parse));
        Tell(console, pool, folder, count);
        bool areAll = pool.Open.Count <= count;
        PictureTokens tokens = new(pool.PictureFolder, _limits.Read(parse));
        IReadOnlyList<string> chosen = areAll
            ? [.. pool.Open.Select(picture => picture.FileName)]
            : Choose(console, parse, pool, tokens, count, cancellationToken);
        foreach (string fileName in chosen)
        {
            console.Data.WriteLine(fileName);
        }

        foreach (string problem in tokens.Problems)
        {
            console.Error(problem);
        }

        return tokens.Problems.Count == 0 ? ExitCode.Done : ExitCode.SomeFailed;
    }

    private IReadOnlyList<string> Choose(
        ToolConsole console, ParseResult parse, PickPool pool, PictureTokens tokens, int count, CancellationToken cancellationToken)
    {
        using ClipModel clip = _models.LoadClip(parse, console, []);
        PickCandidate[] unsure = [.. pool.Open.Take((int)Math.Min(pool.Open.Count, (long)LookedAt * count))];
        string[] fileNames = [.. unsure.Select(picture => picture.FileName), .. pool.Worked];
        console.Progress("pick", fileNames, name => name, name => tokens.Add(clip, name, cancellationToken));
        return KCentre.Choose(
            [.. unsure.Where(picture => tokens.Of(picture.FileName) is not null).Select(picture => (picture, tokens.Of(picture.FileName)!))],
            [.. pool.Worked.Select(tokens.Of).OfType<float[]>()],
            count);
    }

    private static void Tell(ToolConsole console, PickPool pool, string folder, int count)
    {
        if (pool.Open.Count == 0)
        {
            console.Note($"people have worked on every picture of {folder}; there is none to choose.");
        }
        else if (pool.Open.Count < count)
        {
            console.Note($"{folder} has {Quantity.Of(pool.Open.Count, "picture")} that nobody has worked on, and not {count}; all are given.");
        }

        if (pool.Worked.Count > 0)
        {
            console.Note($"{Quantity.Of(pool.Worked.Count, "picture")} that people have worked on {(pool.Worked.Count == 1 ? "is" : "are")} left out.");
        }

        if (pool.Failed.Count > 0)
        {
            console.Note($"{Quantity.Of(pool.Failed.Count, "picture")} that could not be labelled {(pool.Failed.Count == 1 ? "is" : "are")} left out.");
        }
    }
}
