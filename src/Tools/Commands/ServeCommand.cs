using System.CommandLine;
using System.Diagnostics;
using System.Net;

namespace ClipSurgery.Tools;

/// <summary><c>serve</c>: a page to correct labels on, and what annotation tools ask for masks.</summary>
internal sealed class ServeCommand
{
    private const string KeyVariable = "CLIPSURGERY_KEY";
    private const string TokenVariable = "LABEL_STUDIO_TOKEN";

    private readonly Argument<string> _folder = new("folder") { Description = "Folder with pictures, or the --output folder of 'label'" };
    private readonly ListOption _list = new();
    private readonly LabelOptions _labels = new();
    private readonly Option<string?> _output = new("--output", "-o") { Description = "Folder of the labels [default: labels]; with a run, its own" };
    private readonly Option<int> _port = NumberOption.Create("--port", "Port; 0 for any that is free", 8000);
    private readonly Option<string> _address = new("--address")
    {
        Description = "Address to listen on; another than this machine's own needs a key",
        DefaultValueFactory = _ => "127.0.0.1",
    };

    private readonly Option<string?> _key = new("--key") { Description = $"What every request must show; or in {KeyVariable}" };
    private readonly Option<string[]> _origins = new("--origin")
    {
        Description = "Site whose pages may use the server, such as https://labels.example; may be given several times",
    };

    private readonly Option<string?> _labelStudio = new("--label-studio")
    {
        Description = "Where Label Studio is, such as http://localhost:8080: its pictures are fetched from there",
    };

    private readonly Option<string?> _labelStudioToken = new("--label-studio-token") { Description = $"Its access token; or in {TokenVariable}" };
    private readonly Option<string[]> _allowHosts = new("--allow-host")
    {
        Description = "Another host that Label Studio's pictures may come from; may be given several times",
    };

    private readonly Option<bool> _open = new("--open") { Description = "Open the page in the browser" };
    private readonly InstanceOptions _instances = new();
    private readonly TilesOption _tiles = new();
    private readonly AdaptationOption _adapt = new();
    private readonly CalibrationOption _calibration = new();
    private readonly LimitOption _limits = new();
    private readonly ModelOptions _models = new();

    public Command Create(ToolConsole console)
    {
        Command command = new("serve", Help.Text(
            "Label and correct by hand on a page in the browser; X-AnyLabeling, Label Studio, CVAT and QuPath get masks from it, too.",
            "clip-surgery serve photos --labels labels.yaml --output labels --open",
            "clip-surgery serve labels",
            "clip-surgery serve labels --list next.txt"))
        {
            _folder,
        };
        _list.AddTo(command);
        _labels.AddTo(command);
        foreach (Option option in (Option[])[_output, _port, _address, _key, _origins, _labelStudio, _labelStudioToken, _allowHosts, _open])
        {
            command.Options.Add(option);
        }

        _instances.AddTo(command);
        _tiles.AddTo(command);
        _adapt.AddTo(command);
        _calibration.AddTo(command);
        _limits.AddTo(command);
        _models.AddTo(command, withSam: true);
        command.SetWork(console, (parse, cancellationToken) => Run(console, parse, cancellationToken).GetAwaiter().GetResult());
        return command;
    }

    /// <summary>The classes as the label file has them, where it has them: the workspace keeps no examples.</summary>
    private static LabelClass[] WithExamples(IReadOnlyList<LabelClass> classes, LabelSet? labels) =>
        [.. classes.Select(kept => labels?.Classes.FirstOrDefault(label => label.Name == kept.Name) ?? kept)];

    private async Task<int> Run(ToolConsole console, ParseResult parse, CancellationToken cancellationToken)
    {
        ServeOptions options = ReadOptions(parse);
        LabelSet? labels = _labels.ReadIfGiven(parse);
        _tiles.Check(parse, options.Segmentation, labels?.Classes ?? []);
        Calibration? calibration = _calibration.Read(parse, options.Segmentation);
        using LabelWorkspace workspace = OpenWorkspace(console, parse, labels, cancellationToken);
        string[] prompts = [.. workspace.Classes.SelectMany(label => label.Prompts)];
        LoadedSegmenter models = _adapt.Apply(
            _adapt.Read(parse), console, _models.LoadSegmenter(parse, console, prompts, pictures: 1), WithExamples(workspace.Classes, labels), cancellationToken);
        using LoadedSegmenter loaded = CalibrationOption.Apply(calibration, console, _tiles.Apply(parse, models), workspace.Classes);
        if (prompts.Length > 0)
        {
            loaded.ReadTexts(console, prompts, cancellationToken);
        }

        loaded.Prepare(console, options.Segmentation, cancellationToken);
        options = options with
        {
            // The workspace keeps classes; look-alikes of all of them are the run's.
            Segmentation = options.Segmentation with { Not = [.. options.Segmentation.Not, .. labels?.Contrast ?? []] },
            Models = string.Join(", ", new[] { loaded.Clip?.Manifest.Name, loaded.Sam.Manifest?.Name ?? loaded.Sam.Layout }.OfType<string>()),
            Log = console.Error,
        };
        await using LabelServer server = await LabelServer.Start(workspace, loaded.Segmenter, options, cancellationToken);
        console.Done($"{Quantity.Of(workspace.Pictures.Count, "picture")} of {workspace.PictureFolder}, labels in {workspace.Output}: {server.Url} (Ctrl+C ends it)");
        if (parse.GetValue(_open))
        {
            Open(console, server.Url);
        }

        await Task.Delay(Timeout.Infinite, cancellationToken).ContinueWith(_ => { }, TaskScheduler.Default);
        return ExitCode.Done;
    }

    private LabelWorkspace OpenWorkspace(ToolConsole console, ParseResult parse, LabelSet? labels, CancellationToken cancellationToken)
    {
        string folder = parse.GetRequiredValue(_folder);
        LabelWorkspace workspace = LabelWorkspace.IsOne(folder)
            ? OpenLabels(parse, folder, labels)
            : OpenPictures(console, parse, folder, labels, cancellationToken);
        try
        {
            IEnumerable<string> known = workspace.Pictures.Select(picture => picture.FileName);
            if (_list.ReadKnown(parse, console, workspace.PictureFolder, known) is { } listed)
            {
                workspace.ShowOnly(listed);
            }

            return workspace;
        }
        catch
        {
            workspace.Dispose();
            throw;
        }
    }

    private LabelWorkspace OpenLabels(ParseResult parse, string folder, LabelSet? labels) => parse.GetValue(_output) is { } given
        ? throw new UsageException($"{folder} holds labels already, and they stay there; leave out --output {given}.")
        : LabelWorkspace.Open(folder, null, labels?.Classes ?? [], []);

    private LabelWorkspace OpenPictures(
        ToolConsole console, ParseResult parse, string folder, LabelSet? labels, CancellationToken cancellationToken)
    {
        string output = parse.GetValue(_output) ?? "labels";
        PictureListing pictures = PictureFolder.List(folder, outside: [output], cancellationToken: cancellationToken);
        foreach (SkippedEntry skipped in pictures.Skipped)
        {
            console.Note($"{skipped.Name} is left out: {skipped.Reason}.");
        }

        return pictures.FileNames.Count > 0
            ? LabelWorkspace.Open(output, folder, labels?.Classes ?? [], pictures.FileNames)
            : throw new UsageException(
                $"{folder}: no picture was found, and no labels; give a folder with pictures, or the --output folder of 'clip-surgery label'.");
    }

    private ServeOptions ReadOptions(ParseResult parse)
    {
        string address = parse.GetRequiredValue(_address);
        int port = parse.GetRequiredValue(_port);
        return new ServeOptions
        {
            Address = address == "localhost" ? IPAddress.Loopback
                : IPAddress.TryParse(address, out IPAddress? parsed) ? parsed
                : throw new UsageException($"--address {PlainText.Short(address)} is no address; expected one such as 127.0.0.1, or 0.0.0.0 for all."),
            Port = port is >= 0 and <= 65535 ? port : throw new UsageException($"--port {port} is no port; expected 0 to 65535."),
            Key = parse.GetValue(_key) ?? ReadVariable(KeyVariable),
            Origins = [.. (parse.GetValue(_origins) ?? []).Select(text => ReadSite(text, _origins).GetLeftPart(UriPartial.Authority))],
            LabelStudio = parse.GetValue(_labelStudio) is { } labelStudio ? ReadSite(labelStudio, _labelStudio) : null,
            LabelStudioToken = parse.GetValue(_labelStudioToken) ?? ReadVariable(TokenVariable),
            AllowedHosts = parse.GetValue(_allowHosts) ?? [],
            Limits = _limits.Read(parse),
            Segmentation = _instances.Apply(parse, new SegmentOptions()),
        };
    }

    private static string? ReadVariable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    private static Uri ReadSite(string text, Option option) => Uri.TryCreate(text, UriKind.Absolute, out Uri? site)
        && site.Scheme is "http" or "https"
        ? site
        : throw new UsageException($"{option.Name} {PlainText.Short(text)} is no site; expected one such as https://labels.example.");

    private static void Open(ToolConsole console, string url)
    {
        try
        {
            using Process? browser = Process.Start(new ProcessStartInfo(url) { UseShellExecute = true });
        }
        catch (Exception error) when (error is System.ComponentModel.Win32Exception or InvalidOperationException or PlatformNotSupportedException)
        {
            console.Note($"no browser could be opened; open {url} in one.");
        }
    }
}
