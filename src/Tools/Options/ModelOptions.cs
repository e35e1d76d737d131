using System.CommandLine;

namespace ClipSurgery.Tools;

/// <summary>Which models are used, and how: shared by all commands that run one.</summary>
/// <param name="threads">Threads of one inference unless others are asked for.</param>
/// <param name="takesGradients">True where the command uses maps alone, which methods of gradients make.</param>
internal sealed class ModelOptions(int threads = 0, bool takesGradients = false)
{
    private const int ShownTexts = 10;

    /// <summary>Beyond, threads only take memory and wait for each other.</summary>
    private const int ThreadsPerCore = 4;

    /// <summary>Real SAM models take a gigabyte or two for each picture that is in hand.</summary>
    private static readonly int MostWorkers = Math.Min(4, Environment.ProcessorCount);

    private readonly Option<string> _clip = new("--clip")
    {
        Description = "CLIP model: a name, a folder, or a checkpoint (.safetensors), which is converted once into the cache",
        DefaultValueFactory = _ => "emoji",
    };

    private readonly Option<string> _sam = new("--sam")
    {
        Description = "SAM model: a name, or the folder of an ONNX export of SAM, SAM 2, SAM 3 or a relative of theirs; " +
            "SAM 3 reads texts itself, without CLIP, where --clip is not given",
        DefaultValueFactory = _ => "emoji",
    };

    private readonly Option<Device> _device = new("--device")
    {
        Description = "cpu or cuda",
        DefaultValueFactory = _ => Device.Cpu,
    };

    private readonly Option<int> _threads = new("--threads")
    {
        Description = "Threads of one inference; 0 takes all cores",
        DefaultValueFactory = _ => threads,
    };

    private readonly ConversionOptionSet _conversion = new();
    private readonly MethodOption _method = new();

    /// <summary>Adds the CLIP options, and where asked the SAM option.</summary>
    public void AddTo(Command command, bool withSam)
    {
        command.Options.Add(_clip);
        if (withSam)
        {
            command.Options.Add(_sam);
        }

        command.Options.Add(_device);
        command.Options.Add(_threads);
        _method.AddTo(command);
        _conversion.AddTo(command);
    }

    /// <summary>Adds the options of a command that needs no CLIP.</summary>
    public void AddSamTo(Command command)
    {
        _sam.Description = "SAM model: a name, or the folder of an ONNX export of SAM, SAM 2, SAM 3 or a relative of theirs";
        command.Options.Add(_sam);
        command.Options.Add(_device);
        command.Options.Add(_threads);
    }

    /// <summary>The SAM model of such a command.</summary>
    public SamModel LoadSam(ParseResult parse, ToolConsole console) =>
        SamModel.Load(SamFolder(parse), Runtime(parse, console, pictures: 1));

    /// <exception cref="UsageException">There is no such method, or the command needs more than its maps.</exception>
    public MapMethod ReadMethod(ParseResult parse)
    {
        MapMethod method = _method.Read(parse);
        return method.Gradient is null || takesGradients
            ? method
            : throw new UsageException(
                $"--method {method.Name} makes maps alone, and this command needs patch tokens, too; " +
                "take it for heatmap, points, evaluate, or segment with --instances one.");
    }

    /// <summary>The methods of a list with commas; without one, the method that is asked for.</summary>
    /// <exception cref="UsageException">A method does not exist, or the list is empty.</exception>
    public IReadOnlyList<MapMethod> ReadMethods(ParseResult parse, Option<string?> list)
    {
        if (parse.GetValue(list) is not { } names)
        {
            return [_method.Read(parse)];
        }

        string[] each = names.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return each.Length > 0
            ? [.. each.Select(name => _method.Read(parse, name, list.Name)).Distinct()]
            : throw new UsageException($"{list.Name} \"{names}\" has no method; expected names with commas between them.");
    }

    /// <summary>The models of a command that segments by text: no CLIP where SAM 3 is asked for and CLIP is not.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="console">Where notes go.</param>
    /// <param name="texts">The texts.</param>
    /// <param name="pictures">The number of pictures: several share the cores (<see cref="Workers"/>).</param>
    /// <param name="clipOptions">The command's options that mean something to CLIP alone.</param>
    /// <exception cref="UsageException">One of them is given, and no CLIP is used.</exception>
    public LoadedSegmenter LoadSegmenter(
        ParseResult parse, ToolConsole console, IReadOnlyList<string> texts, int pictures, params IEnumerable<Option> clipOptions)
    {
        RuntimeOptions runtime = Runtime(parse, console, pictures);
        string folder = SamFolder(parse);
        if (LoadSam3(parse, folder, runtime) is not { } sam)
        {
            return LoadSideBySide(folder, runtime, () => LoadClip(parse, console, texts, ReadMethod(parse), _method.IsAsked(parse), runtime));
        }

        LoadedSegmenter alone = new(null, sam);
        if (_method.All.Concat(_conversion.Common).Concat(clipOptions).FirstOrDefault(option => IsGiven(parse, option)) is { } option)
        {
            alone.Dispose();
            throw new UsageException(
                $"{option.Name} is about CLIP's maps, and SAM 3 answers to texts by itself; " +
                "leave it out, or name a --clip model whose maps prompt SAM 3 by boxes.");
        }

        console.Note($"SAM 3 answers to texts by itself, without CLIP (licence of its weights: {alone.SamLicense}).");
        return alone;
    }

    /// <summary>Both models of a command that is about CLIP's maps.</summary>
    /// <exception cref="UsageException">SAM 3 is asked for and CLIP is not: that would be taken for SAM 3 alone.</exception>
    public LoadedSegmenter LoadBoth(ParseResult parse, ToolConsole console, MapMethod method)
    {
        RuntimeOptions runtime = Runtime(parse, console, pictures: 1);
        string folder = SamFolder(parse);
        if (LoadSam3(parse, folder, runtime) is { } sam)
        {
            sam.Dispose();
            throw new UsageException(
                "SAM 3 by texts alone has no maps to measure; name the --clip model whose maps prompt it by boxes.");
        }

        bool isMethodAsked = method != MapMethod.Surgery || _method.IsAsked(parse);
        return LoadSideBySide(folder, runtime, () => LoadClip(parse, console, [], method, isMethodAsked, runtime));
    }

    public ClipModel LoadClip(ParseResult parse, ToolConsole console, IReadOnlyList<string> texts) =>
        LoadClip(parse, console, texts, ReadMethod(parse), _method.IsAsked(parse), Runtime(parse, console, pictures: 1));

    /// <summary>How many pictures <c>segment</c> works on at once, each with its share of the cores.</summary>
    public int Workers(ParseResult parse, int pictures) =>
        Math.Min(pictures, parse.GetRequiredValue(_threads) is > 0 and int asked ? Math.Max(1, Environment.ProcessorCount / asked) : MostWorkers);

    private ClipModel LoadClip(
        ParseResult parse, ToolConsole console, IReadOnlyList<string> texts, MapMethod method, bool isMethodAsked, RuntimeOptions runtime)
    {
        string asked = parse.GetRequiredValue(_clip);
        string path = IsWeightFile(asked) ? asked : ModelNames.Find(ModelKind.Clip, asked);
        ClipModel clip = ClipModel.Load(path, new ClipModelOptions
        {
            Conversion = _conversion.ReadIfAsked(parse, method, isMethodAsked),
            Method = isMethodAsked ? method : null,
            Runtime = runtime,
            TextThreads = IsGiven(parse, _threads) ? null : 0,
        });
        ClipPreparation.NoteSize(clip.Config, console);
        Note(clip, console);
        NoteUnknownTexts(clip, console, texts);
        return clip;
    }

    private string SamFolder(ParseResult parse) => ModelNames.Find(ModelKind.Sam, parse.GetRequiredValue(_sam));

    /// <summary>The SAM model where it is to answer by itself; null where CLIP is asked for, or the model reads no texts.</summary>
    private SamModel? LoadSam3(ParseResult parse, string folder, RuntimeOptions runtime)
    {
        if (IsGiven(parse, _clip) || !SamFiles.HaveLanguageEncoder(folder))
        {
            return null;
        }

        SamModel sam = SamModel.Load(folder, runtime);
        if (sam.CanReadText)
        {
            return sam;
        }

        // Another model's text encoder lies in its folder.
        sam.Dispose();
        return null;
    }

    /// <summary>Most of a start is spent here. SAM's error goes before CLIP's.</summary>
    private static LoadedSegmenter LoadSideBySide(string samFolder, RuntimeOptions runtime, Func<ClipModel> loadClip)
    {
        Task<SamModel> sam = Task.Run(() => SamModel.Load(samFolder, runtime));
        ClipModel clip;
        try
        {
            clip = loadClip();
        }
        catch
        {
            sam.GetAwaiter().GetResult().Dispose();
            throw;
        }

        try
        {
            return new LoadedSegmenter(clip, sam.GetAwaiter().GetResult());
        }
        catch
        {
            clip.Dispose();
            throw;
        }
    }

    /// <summary>
    /// All cores for one picture. For several, each its share: small models gain little from a second thread, pictures side by side do.
    /// </summary>
    private RuntimeOptions Runtime(ParseResult parse, ToolConsole console, int pictures)
    {
        int asked = parse.GetRequiredValue(_threads);
        int most = Environment.ProcessorCount * ThreadsPerCore;
        if (asked > most)
        {
            console.Note($"--threads {asked}: {most} are taken, {ThreadsPerCore} for each of {Environment.ProcessorCount} cores.");
        }

        return asked < 0
            ? throw new UsageException($"--threads {asked} is below 0; give the number of threads, or 0 for all cores.")
            : new RuntimeOptions
            {
                Threads = asked > 0 || pictures == 1
                    ? Math.Min(asked, most)
                    : Math.Max(1, Environment.ProcessorCount / Workers(parse, pictures)),
                Device = parse.GetRequiredValue(_device),
            };
    }

    private static bool IsGiven(ParseResult parse, Option option) => parse.GetResult(option) is { Implicit: false };

    /// <summary>
    /// The library says of a file what it is: a checkpoint is converted, and of a pickle or an ONNX model it tells what to do instead.
    /// </summary>
    private static bool IsWeightFile(string path) => !Directory.Exists(path) && File.Exists(path);

    /// <summary>One line, however much the manifest notes: a run may be one of thousands.</summary>
    private static void Note(ClipModel clip, ToolConsole console)
    {
        if (clip.Manifest.Notes is { Count: > 0 } notes)
        {
            console.Note($"the model {clip.Manifest.Name}: {string.Join("; ", notes)}.");
        }
    }

    private static void NoteUnknownTexts(ClipModel clip, ToolConsole console, IReadOnlyList<string> texts)
    {
        if (UnknownTexts(clip, texts) is { } note)
        {
            console.Note(note);
        }
    }

    /// <summary>Which texts a model with a vocabulary of its own was not made for; null where that can be said of none.</summary>
    public static string? UnknownTexts(ClipModel clip, IReadOnlyList<string> texts)
    {
        string[] unknown = clip.Vocabulary.Count == 0 ? [] : [.. texts.Except(clip.Vocabulary, StringComparer.OrdinalIgnoreCase)];
        if (unknown.Length == 0)
        {
            return null;
        }

        string more = unknown.Length > ShownTexts ? $" and {unknown.Length - ShownTexts} more" : "";
        return $"the model {clip.Manifest.Name} knows {clip.Vocabulary.Count} nouns, and " +
            $"{string.Join(", ", unknown.Take(ShownTexts).Select(text => $"'{PlainText.Short(text)}'"))}{more} " +
            $"{(unknown.Length == 1 ? "is" : "are")} not among them; see 'clip-surgery models info {clip.Manifest.Name}'.";
    }
}
