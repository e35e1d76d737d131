using System.CommandLine;

namespace ClipSurgery.Tools;

/// <summary><c>models info</c>: what a model knows, its licence and its files.</summary>
internal sealed class ModelsInfoCommand
{
    private const int ShownLabels = 1000;

    private readonly Argument<string> _model = new("model") { Description = "A model's name or folder, or a file of 'adapt'" };

    public Command Create(ToolConsole console)
    {
        Command info = new("info", Help.Text("Show what a model knows, its licence and its files.", "clip-surgery models info emoji")) { _model };
        info.SetWork(console, (parse, _) => Show(console, parse.GetRequiredValue(_model)));
        return info;
    }

    private static int Show(ToolConsole console, string name)
    {
        if (File.Exists(name))
        {
            return ShowLearned(console, AdaptationFile.Read(name));
        }

        foreach (InstalledModel model in ModelNames.FindAll(name))
        {
            ModelManifest manifest = ModelManifest.Read(model.Directory);
            console.Data.WriteLine(PlainText.OneLine($"{ModelNames.KindName(manifest.Kind)} {manifest.Name}"));
            Write("description", manifest.Description);
            Write("licence", manifest.License);
            Write("source", manifest.Source);
            Write("folder", model.Directory);
            foreach (string note in manifest.Notes ?? [])
            {
                Write("note", note);
            }

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

            if (PublishedMethod.Find(manifest) is { } published)
            {
                Write("best published maps", $"--method {published.Method}: {published.Figures}");
            }

            IReadOnlyList<string> labels = manifest.ReadLabels(model.Directory);
            if (labels.Count > 0)
            {
                string more = labels.Count > ShownLabels ? $" and {labels.Count - ShownLabels} more" : "";
                string shown = string.Join(", ", labels.Take(ShownLabels).Select(PlainText.Short));
                console.Data.WriteLine($"  knows: {labels.Count} nouns: {shown}{more}");
            }
        }

        return ExitCode.Done;

        void Write(string name, string? value)
        {
            if (value is not null)
            {
                console.Data.WriteLine($"  {name}: {PlainText.Message(value)}");
            }
        }
    }

    private static int ShowLearned(ToolConsole console, Adaptation adaptation)
    {
        console.Data.WriteLine($"learned classes {adaptation.Fingerprint}");
        console.Data.WriteLine($"  checkpoint: {PlainText.OneLine(adaptation.Checkpoint)}");
        foreach (LearnedClass learned in adaptation.Classes.Take(ShownLabels))
        {
            string how = learned.Weight switch
            {
                0 => "its text alone",
                1 => "its examples alone",
                var weight => $"its examples by {weight}, its text by {1 - weight}",
            };
            console.Data.WriteLine($"  {PlainText.OneLine(learned.Name)}: {Quantity.Of(learned.Examples, "example")}, goes by {how}");
        }

        return ExitCode.Done;
    }
}
