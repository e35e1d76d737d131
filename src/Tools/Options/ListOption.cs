using System.CommandLine;

namespace ClipSurgery.Tools;

/// <summary>Which pictures are worked on, by a list of their names.</summary>
internal sealed class ListOption
{
    private readonly Option<string?> _list = new("--list")
    {
        Description = "File with one picture a line, relative to the folder of the pictures; - for standard input",
    };

    public void AddTo(Command command) => command.Options.Add(_list);

    public bool IsGiven(ParseResult parse) => parse.GetValue(_list) is not null;

    /// <summary>The pictures of the list, one or more; null where there is no list. What is left out is told.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="console">Where that is told.</param>
    /// <param name="folder">The folder of the pictures.</param>
    public PictureListing? Read(ParseResult parse, ToolConsole console, string folder)
    {
        PictureListing? listing = parse.GetValue(_list) switch
        {
            null => null,
            "-" => PictureList.Read(folder, Console.In, "standard input"),
            { } list => PictureList.Read(folder, list),
        };
        foreach (SkippedEntry skipped in listing?.Skipped ?? [])
        {
            console.Note($"{skipped.Name} is left out: {skipped.Reason}.");
        }

        return listing is { FileNames.Count: 0 }
            ? throw new UsageException($"{Name(parse)}: the list names no picture; expected one a line.")
            : listing;
    }

    /// <summary>The pictures of the list that a data set has; null where there is no list.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="console">Where it is told how many it does not have.</param>
    /// <param name="folder">The folder of the pictures.</param>
    /// <param name="known">The pictures that it has.</param>
    public IReadOnlySet<string>? ReadKnown(ParseResult parse, ToolConsole console, string folder, IEnumerable<string> known)
    {
        if (Read(parse, console, folder) is not { } listing)
        {
            return null;
        }

        HashSet<string> names = [.. listing.FileNames.Intersect(known)];
        int others = listing.FileNames.Count - names.Count;
        if (names.Count == 0)
        {
            throw new UsageException(
                $"{Name(parse)}: none of its {Quantity.Of(others, "picture")} has labels here, such as {QuotedText.Short(listing.FileNames[0])}; " +
                "give the list that 'clip-surgery pick' made of this folder.");
        }

        if (others > 0)
        {
            console.Note($"{Quantity.Of(others, "picture")} of {Name(parse)} {(others == 1 ? "has" : "have")} no labels here, and {(others == 1 ? "is" : "are")} left out.");
        }

        return names;
    }

    private string Name(ParseResult parse) => parse.GetValue(_list) is "-" ? "standard input" : parse.GetValue(_list)!;
}
