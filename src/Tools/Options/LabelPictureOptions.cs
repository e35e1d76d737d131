using System.CommandLine;

namespace ClipSurgery.Tools;

/// <summary>Which pictures of a folder are labelled.</summary>
internal sealed class LabelPictureOptions
{
    private readonly Argument<string> _folder = new("folder") { Description = "Folder with pictures, in sub-folders too" };
    private readonly Option<string[]> _include = new("--include")
    {
        Description = "Pattern of pictures to take, such as \"train/**\"; may be given several times",
    };

    private readonly Option<string[]> _exclude = new("--exclude")
    {
        Description = "Pattern of pictures to leave out; may be given several times",
    };

    private readonly ListOption _list = new();

    public void AddTo(Command command)
    {
        command.Arguments.Add(_folder);
        command.Options.Add(_include);
        command.Options.Add(_exclude);
        _list.AddTo(command);
    }

    public string Folder(ParseResult parse) => parse.GetRequiredValue(_folder);

    /// <summary>The pictures' names; what is left out although it was asked for is told.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="console">Where that is told.</param>
    /// <param name="output">The run's folder, which may lie in the pictures' folder and is not walked.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    public PictureListing Read(ParseResult parse, ToolConsole console, string output, CancellationToken cancellationToken)
    {
        string folder = Folder(parse);
        string[] include = parse.GetValue(_include) ?? [];
        string[] exclude = parse.GetValue(_exclude) ?? [];
        if (_list.IsGiven(parse) && include.Length + exclude.Length > 0)
        {
            throw new UsageException("--list names the pictures itself; leave out --include and --exclude.");
        }

        if (_list.Read(parse, console, folder) is { } listed)
        {
            return listed;
        }

        PictureListing listing = PictureFolder.List(folder, include, exclude, [output], cancellationToken);
        foreach (SkippedEntry skipped in listing.Skipped)
        {
            console.Note($"{skipped.Name} is left out: {skipped.Reason}.");
        }

        return listing.FileNames.Count > 0
            ? listing
            : throw new UsageException(
                $"{folder}: no picture was found; expected .jpg, .png, .webp, .tif, .bmp or .gif files, or correct --include.");
    }
}
