using System.CommandLine;

namespace ClipSurgery.Tools;

/// <summary>Classes that were learned from examples.</summary>
internal sealed class AdaptationOption
{
    private readonly Option<string?> _adapt = new("--adapt")
    {
        Description = "File of 'adapt': classes of its names are found by what was learned of them, beside their texts",
    };

    public void AddTo(Command command) => command.Options.Add(_adapt);

    /// <summary>The learned classes, before any model is loaded; null where none are given.</summary>
    /// <exception cref="ClipSurgeryException">The file cannot be read.</exception>
    public Adaptation? Read(ParseResult parse) => parse.GetValue(_adapt) is { } path ? AdaptationFile.Read(path) : null;

    /// <summary>The same for a command that draws maps.</summary>
    /// <exception cref="ClipSurgeryException">The file cannot be read, or the maps are those of another method.</exception>
    public Adaptation? ReadForMaps(ParseResult parse, MapMethod method)
    {
        Adaptation? adaptation = Read(parse);
        return adaptation is null || method == MapMethod.Surgery
            ? adaptation
            : throw new UsageException($"{_adapt.Name} goes with CLIP Surgery's maps; leave it out, or --method {method.Name}.");
    }

    /// <summary>The models with what was learned.</summary>
    /// <param name="adaptation">The learned classes; null for none.</param>
    /// <param name="console">Where notes go.</param>
    /// <param name="loaded">The models; disposed where the classes are not for them.</param>
    /// <param name="classes">The classes that are looked for, where they are known; those with examples are learned now.</param>
    /// <param name="cancellationToken">Ends a running inference.</param>
    /// <exception cref="ClipSurgeryException">The classes were learned with another model, or an example cannot be read.</exception>
    public LoadedSegmenter Apply(
        Adaptation? adaptation, ToolConsole console, LoadedSegmenter loaded, IReadOnlyList<LabelClass> classes, CancellationToken cancellationToken)
    {
        bool hasExamples = classes.Any(label => label.Examples.Count > 0);
        if (adaptation is null && !hasExamples)
        {
            return loaded;
        }

        try
        {
            ClipModel clip = loaded.Clip
                ?? throw new UsageException(
                    $"{(adaptation is null ? "examples are" : $"{_adapt.Name} is")} about CLIP, and SAM 3 answers to texts by itself; " +
                    "leave it out, or name a --clip model.");
            adaptation?.RequireModel(clip.Config);
            if (hasExamples)
            {
                ClipPreparation.Measure(clip, console, cancellationToken);
                adaptation = ExampleClasses.Learn(clip, classes, adaptation, cancellationToken);
            }

            LoadedSegmenter adapted = loaded with { Segmenter = new TextSegmenter(clip, loaded.Sam, adaptation), Adaptation = adaptation };
            if (classes.Count > 0 && !classes.Any(label => adaptation!.Find(label.Name) is not null))
            {
                console.Note(
                    $"none of what is looked for was learned; the file knows {QuotedText.Short(string.Join(", ", adaptation!.Classes.Select(one => one.Name)))}.");
            }

            return adapted;
        }
        catch
        {
            loaded.Dispose();
            throw;
        }
    }
}
