using System.CommandLine;

namespace ClipSurgery.Tools;

/// <summary>Which pictures are read, and where results go.</summary>
internal sealed class PictureOptions
{
    private readonly Argument<string[]> _pictures = new("pictures")
    {
        Description = "Pictures (JPEG, PNG, WebP, TIFF, BMP, GIF), folders of them, patterns such as \"*.jpg\", or - for standard input",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string> _output = new("--output", "-o")
    {
        Description = "Folder for results",
        DefaultValueFactory = _ => "out",
    };

    private readonly LimitOption _limits = new();
    private readonly Option<bool> _json = new("--json") { Description = "Print one JSON line a picture to standard output" };

    public void AddTo(Command command, bool withJson)
    {
        command.Arguments.Add(_pictures.RefuseUnknownOptions());
        command.Options.Add(_output);
        _limits.AddTo(command);
        if (withJson)
        {
            command.Options.Add(_json);
        }
    }

    public bool WantsJson(ParseResult parse) => parse.GetValue(_json);

    /// <param name="parse">The command line.</param>
    /// <param name="texts">Texts that names of results end with.</param>
    public IReadOnlyList<InputPicture> ReadPictures(ParseResult parse, IReadOnlyList<string> texts) =>
        InputPicture.FromPaths(InputPaths.Expand(parse.GetRequiredValue(_pictures)), texts);

    public ImageLimits ReadLimits(ParseResult parse) => _limits.Read(parse);

    /// <summary>The output folder; it is created, and an unwritable one is told before any work is done.</summary>
    public string PrepareOutput(ParseResult parse)
    {
        string output = parse.GetRequiredValue(_output);
        try
        {
            Directory.CreateDirectory(output);
            string probe = Path.Combine(output, $".{Guid.NewGuid():N}");
            File.Create(probe, 1, FileOptions.DeleteOnClose).Dispose();
            return output;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw WriteProblem.Of(output, error, "Give a folder that you may write to with --output");
        }
    }
}
