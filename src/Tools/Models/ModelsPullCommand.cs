using System.CommandLine;

namespace ClipSurgery.Tools;

/// <summary><c>models pull</c>: downloads models from the Hugging Face hub.</summary>
internal sealed class ModelsPullCommand
{
    private const string Permissive = "permissive";

    private readonly Argument<string[]> _names = new("name")
    {
        Description = "Names of 'models list --available', or OWNER/REPO or OWNER/REPO@REVISION of the hub",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string?> _license = new("--license") { Description = "permissive: refuse models that are not for any use" };

    private readonly Option<string?> _lock = new("--lock")
    {
        Description = "Take commits and hashes from this models.lock, and write them there; default: the one of the models folder",
    };

    private readonly Option<string[]> _mirrors = new("--mirror")
    {
        Description = "Ask this server for files before the hub; may be given several times. Hashes never come from it",
        Arity = ArgumentArity.OneOrMore,
    };

    public Command Create(ToolConsole console)
    {
        Command pull = new("pull", Help.Text(
            "Download models from the Hugging Face hub (HF_ENDPOINT, HF_TOKEN, HF_HUB_OFFLINE), resumed, checked and pinned.",
            "clip-surgery models pull openai-vit-b-16 mobile-sam",
            "clip-surgery models pull patrickjohncyh/fashion-clip --license permissive")) { _names, _license, _lock, _mirrors };
        pull.SetWork(console, (parse, stop) => Pull(console, parse, stop));
        return pull;
    }

    private int Pull(ToolConsole console, ParseResult parse, CancellationToken stop)
    {
        if (parse.GetValue(_license) is { } license && license != Permissive)
        {
            throw new UsageException($"--license {license}: expected {Permissive}, or no --license for any licence.");
        }

        PullOptions options = new()
        {
            Hub = HubSettings.FromEnvironment() with
            {
                Mirrors = [.. (parse.GetValue(_mirrors) ?? []).Select(mirror => HubSettings.ParseAddress(mirror, _mirrors.Name))],
            },
            IsPermissiveOnly = parse.GetValue(_license) is not null,
            LockFile = parse.GetValue(_lock),
        };
        foreach (PulledModel pulled in Pull(console, parse.GetRequiredValue(_names), options, stop))
        {
            string kind = ModelNames.KindName(pulled.Model.Kind);
            console.Data.WriteLine($"{kind}\t{pulled.Model.Name}\t{pulled.Model.Directory}");
            console.Done(
                $"{(pulled.WasInstalled ? "was installed already" : "installed")}: {pulled.Model.Name} ({ModelNames.Size(pulled.Bytes)}, " +
                $"licence {pulled.License}); use it with --{kind} {pulled.Model.Name}");
        }

        return ExitCode.Done;
    }

    private static IReadOnlyList<PulledModel> Pull(ToolConsole console, string[] names, PullOptions options, CancellationToken stop)
    {
        try
        {
            return new PullProgressView(console).Show(progress =>
                new ModelStore().PullAsync(names, options, progress, stop).GetAwaiter().GetResult());
        }
        catch (OperationCanceledException)
        {
            console.Note("what has arrived is kept; the same command goes on with it.");
            throw;
        }
    }
}
