using System.CommandLine;

namespace ClipSurgery.Tools;

/// <summary>How a run with a journal is done: where, by how many threads, which part, and what becomes of failures.</summary>
internal sealed class RunOptions
{
    private readonly Option<string> _output = new("--output", "-o") { Description = "Folder of the run", DefaultValueFactory = _ => "labels" };
    private readonly Option<int> _workers = new("--workers")
    {
        Description = "Pictures at once; 0: as many as there are cores and memory for",
        DefaultValueFactory = _ => 0,
    };

    private readonly Option<int?> _maxFailures = new("--max-failures") { Description = "End when more pictures than this have failed" };
    private readonly Option<bool> _retryFailed = new("--retry-failed") { Description = "Try pictures again that failed before" };
    private readonly Option<string?> _shard = new("--shard")
    {
        Description = "Part I/N of the pictures, I from 0; known by itself in Slurm arrays, AWS Batch, Google Batch, Cloud Run, Kubernetes",
    };

    /// <summary>Given to another process of this program by the first one, to find out whether it survives a picture.</summary>
    private readonly Option<string?> _try = new("--try") { Hidden = true };

    public void AddOutputTo(Command command) => command.Options.Add(_output);

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_workers, _maxFailures, _retryFailed, _shard, _try])
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The run's folder.</summary>
    public string ReadOutput(ParseResult parse, string pictures)
    {
        string output = parse.GetRequiredValue(_output);
        return Path.GetFullPath(output) == Path.GetFullPath(pictures)
            ? throw new UsageException($"--output {output} is the folder of the pictures; give another one for the results.")
            : output;
    }

    /// <summary>The one picture that this process tries for another one; null for a run.</summary>
    public string? ReadTried(ParseResult parse) => parse.GetValue(_try);

    /// <summary>Whether another process of the same command gets through a picture.</summary>
    public bool Survives(string fileName) => OtherProcess.Survives(_try.Name, fileName);

    public bool RetriesFailed(ParseResult parse) => parse.GetValue(_retryFailed);

    public int? ReadMaxFailures(ParseResult parse) => parse.GetValue(_maxFailures) is < 0 and int allowed
        ? throw new UsageException($"--max-failures {allowed} is below 0; give how many pictures may fail.")
        : parse.GetValue(_maxFailures);

    public Shard ReadShard(ParseResult parse, ToolConsole console)
    {
        if (parse.GetValue(_shard) is { } text)
        {
            return Shard.Parse(text);
        }

        if (ShardEnvironment.Detect(Environment.GetEnvironmentVariable) is not { } detected)
        {
            return Shard.Whole;
        }

        console.Note($"shard {detected.Shard}, as {detected.Source} says.");
        return detected.Shard;
    }

    public int ReadWorkers(ParseResult parse, ToolConsole console, SamModel sam)
    {
        int workers = parse.GetRequiredValue(_workers);
        return workers switch
        {
            < 0 => throw new UsageException(
                $"--workers {workers} is below 0; give the number of pictures at once, or 0 for as many as there are cores."),
            0 => AsManyAsFit(console, sam),
            _ => workers,
        };
    }

    private static int AsManyAsFit(ToolConsole console, SamModel sam)
    {
        long memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        int workers = PicturesAtOnce.ThatFit(sam.InputSize, memory, Environment.ProcessorCount);
        if (workers < Environment.ProcessorCount)
        {
            console.Note($"{Quantity.Of(workers, "picture")} at once, for {memory >> 30} GB of memory; --workers takes another number.");
        }

        return workers;
    }
}
