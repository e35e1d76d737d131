using System.CommandLine;
using Spectre.Console;

namespace ClipSurgery.Tools;

/// <summary><c>models</c>: which models there are, what they know, and whether their files are whole.</summary>
internal sealed class ModelsCommand
{
    private readonly Argument<string> _model = new("model") { Description = "A model's name or folder" };

    public Command Create(ToolConsole console)
    {
        Command list = new("list", Help.Text("List the models that have a name.", "clip-surgery models list"));
        list.SetWork(console, (_, _) => List(console));

        Command info = new("info", Help.Text("Show what a model knows, its licence and its files.", "clip-surgery models info emoji")) { _model };
        info.SetWork(console, (parse, _) => Info(console, parse));

        Command verify = new("verify", Help.Text("Check a model's files against their SHA-256.", "clip-surgery models verify emoji")) { _model };
        verify.SetWork(console, (parse, _) => Verify(console, parse));

        return new Command("models", "List, describe and verify models.") { list, info, verify };
    }

    private static int List(ToolConsole console)
    {
        ModelLocator locator = new();
        Table table = new Table().Border(TableBorder.Simple).AddColumns("kind", "name", "licence", "folder");
        foreach (InstalledModel model in locator.List())
        {
            ModelManifest.TryRead(model.Directory, out ModelManifest? manifest);
            string kind = KindName(model.Kind);
            table.AddRow(kind, Markup.Escape(model.Name), Markup.Escape(manifest?.License ?? "unknown"), Markup.Escape(model.Directory));
            console.Data.WriteLine($"{kind}\t{model.Name}\t{model.Directory}");
        }

        console.People.Write(table);
        return ExitCode.Done;
    }

    private int Info(ToolConsole console, ParseResult parse)
    {
        foreach ((string directory, ModelManifest manifest) in Find(parse))
        {
            console.Data.WriteLine($"{KindName(manifest.Kind)} {manifest.Name}");
            Write("description", manifest.Description);
            Write("licence", manifest.License);
            Write("source", manifest.Source);
            Write("folder", directory);
            foreach ((string file, ModelFile details) in manifest.Files.OrderBy(file => file.Key, StringComparer.Ordinal))
            {
                Write("file", $"{file}, {details.Bytes} bytes, SHA-256 {details.Sha256}");
            }

            if (manifest.Clip is { } clip)
            {
                Write(
                    "converted",
                    $"{clip.Attention} attention, depth {clip.Depth}, {clip.InputWidth}x{clip.InputHeight}, patch {clip.PatchSize}, " +
                    $"{clip.Weights} weights");
            }

            IReadOnlyList<string> labels = manifest.ReadLabels(directory);
            if (labels.Count > 0)
            {
                Write("knows", $"{labels.Count} nouns: {string.Join(", ", labels)}");
            }
        }

        return ExitCode.Done;

        void Write(string name, string? value)
        {
            if (value is not null)
            {
                console.Data.WriteLine($"  {name}: {value}");
            }
        }
    }

    private int Verify(ToolConsole console, ParseResult parse)
    {
        int exitCode = ExitCode.Done;
        foreach ((string directory, ModelManifest manifest) in Find(parse))
        {
            try
            {
                manifest.Verify(directory, full: true);
                console.Data.WriteLine($"{KindName(manifest.Kind)} {manifest.Name}: {manifest.Files.Count} files are whole");
            }
            catch (ClipSurgeryException error)
            {
                console.Error(error.Message);
                exitCode = ExitCode.SomeFailed;
            }
        }

        return exitCode;
    }

    /// <summary>A CLIP and a SAM model may share a name: both are meant.</summary>
    private List<(string Directory, ModelManifest Manifest)> Find(ParseResult parse)
    {
        string name = parse.GetRequiredValue(_model);
        if (Directory.Exists(name))
        {
            return [(name, ModelManifest.Read(name))];
        }

        (string, ModelManifest)[] found =
            [.. new ModelLocator().List().Where(model => model.Name == name).Select(model => (model.Directory, ModelManifest.Read(model.Directory)))];
        return found.Length > 0
            ? [.. found]
            : throw new UsageException($"{name}: no such model; expected a folder or a name of 'clip-surgery models list'.");
    }

    private static string KindName(ModelKind kind) => kind == ModelKind.Clip ? "clip" : "sam";
}
