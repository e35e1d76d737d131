using System.CommandLine;

namespace ClipSurgery.Tools;

/// <summary><c>models import</c>: copies a model that the user has into the models folder.</summary>
internal sealed class ModelsImportCommand
{
    private readonly Argument<string> _folder = new("folder") { Description = "A folder with a CLIP checkpoint or a SAM model" };
    private readonly Option<string?> _name = new("--name") { Description = "The name to install it by; default: what the folder says" };

    public Command Create(ToolConsole console)
    {
        Command import = new("import", Help.Text(
            "Copy a model that you have into the models folder, so that it has a name and hashes.",
            "clip-surgery models import downloads/my-clip --name mine")) { _folder, _name };
        import.SetWork(console, (parse, _) => Import(console, parse));
        return import;
    }

    private int Import(ToolConsole console, ParseResult parse)
    {
        PulledModel model = new ModelStore().Import(parse.GetRequiredValue(_folder), parse.GetValue(_name));
        string kind = ModelNames.KindName(model.Model.Kind);
        console.Data.WriteLine($"{kind}\t{model.Model.Name}\t{model.Model.Directory}");
        console.Done(
            $"imported: {model.Model.Name} ({ModelNames.Size(model.Bytes)}, licence {model.License}); use it with --{kind} {model.Model.Name}");
        return ExitCode.Done;
    }
}
