using System.CommandLine;

namespace ClipSurgery.Tools;

/// <summary>
/// <c>models verify</c>: reads every file again, compares it with <c>model.json</c> and <c>models.lock</c>, and runs the model once.
/// </summary>
internal sealed class ModelsVerifyCommand
{
    private readonly Argument<string?> _model = new("model")
    {
        Description = "A model's name or folder; without one, all that have a name",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public Command Create(ToolConsole console)
    {
        Command verify = new("verify", Help.Text(
            "Check models' files against their SHA-256 and models.lock, and run each once.",
            "clip-surgery models verify",
            "clip-surgery models verify emoji")) { _model };
        verify.SetWork(console, (parse, stop) => Verify(console, parse.GetValue(_model), stop));
        return verify;
    }

    private static int Verify(ToolConsole console, string? name, CancellationToken stop)
    {
        int exitCode = ExitCode.Done;
        foreach (InstalledModel model in name is null ? new ModelLocator().List() : ModelNames.FindAll(name))
        {
            stop.ThrowIfCancellationRequested();
            try
            {
                ModelManifest manifest = ModelStore.Verify(model);
                console.Data.WriteLine($"{ModelNames.KindName(model.Kind)} {manifest.Name}: {manifest.Files.Count} files are whole");
            }
            catch (ClipSurgeryException error)
            {
                console.Error(error.Message);
                exitCode = ExitCode.SomeFailed;
            }
        }

        return exitCode;
    }
}
