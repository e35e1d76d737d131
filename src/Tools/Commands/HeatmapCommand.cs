using System.CommandLine;
using System.Numerics.Tensors;
using Spectre.Console;

namespace ClipSurgery.Tools;

/// <summary><c>heatmap</c>: where in a picture each text is, as a coloured overlay and as 16-bit values.</summary>
internal sealed class HeatmapCommand
{
    private readonly TextOption _text = new();
    private readonly PictureOptions _pictures = new();
    private readonly ModelOptions _models = new();
    private readonly ContextOption _context = new();

    public Command Create(ToolConsole console)
    {
        Command command = new("heatmap", Help.Text(
            "Draw where a picture answers to a text: heatmaps/ holds the overlay, values/ the map as 16-bit PNG.",
            "clip-surgery heatmap photo.jpg --text cat",
            "clip-surgery heatmap photo.jpg --text cat --text grass --context labels --method naclip"));
        _pictures.AddTo(command, withJson: true);
        _text.AddTo(command);
        _context.AddTo(command);
        _models.AddTo(command, withSam: false);
        command.SetWork(console, (parse, cancellationToken) => Run(console, parse, cancellationToken));
        return command;
    }

    private int Run(ToolConsole console, ParseResult parse, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> texts = _text.ReadRequired(parse);
        LabelContext context = _context.Read(parse, _models.ReadMethod(parse));
        IReadOnlyList<InputPicture> pictures = _pictures.ReadPictures(parse, texts);
        IReadOnlyList<string> slugs = ResultNames.Slugs(texts);
        bool json = _pictures.WantsJson(parse);
        PictureLoop loop = new(console, _pictures.ReadLimits(parse), json);
        string output = _pictures.PrepareOutput(parse);
        using ClipModel clip = _models.LoadClip(parse, console, texts);
        loop.Run(
            pictures,
            (picture, loaded) =>
            {
                IReadOnlyList<SimilarityMap> maps = clip.Locate(loaded.Image, texts, context, cancellationToken);
                foreach ((SimilarityMap map, string slug) in maps.Zip(slugs))
                {
                    Write(output, picture, loaded.Image, map, slug);
                }

                if (json)
                {
                    WriteLine(console, picture, maps);
                }
            },
            cancellationToken);
        console.People.MarkupLine(Markup.Escape(
            $"{pictures.Count - loop.FailureCount} pictures, {texts.Count} texts, {loop.FailureCount} failed -> {output}"));
        return loop.ExitCode;
    }

    private static void Write(string output, InputPicture picture, RgbImage image, SimilarityMap map, string slug)
    {
        float[] values = map.Resize(image.Width, image.Height);
        ushort[] levels = new ushort[values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            levels[i] = (ushort)(Math.Clamp(values[i], 0, 1) * ushort.MaxValue + 0.5f);
        }

        PngFile.WriteRgb(ResultNames.Png(output, "heatmaps", picture.Stem, slug), Overlay.HeatMap(image, values));
        PngFile.WriteGrey16(ResultNames.Png(output, "values", picture.Stem, slug), image.Width, image.Height, levels);
    }

    /// <summary>The raw range tells what the drawn map, which always reaches from 0 to 1, does not.</summary>
    private static void WriteLine(ToolConsole console, InputPicture picture, IReadOnlyList<SimilarityMap> maps) => JsonLine.Write(console.Data, json =>
    {
        json.WriteString("file", picture.FileName);
        json.WriteStartArray("maps");
        foreach (SimilarityMap map in maps)
        {
            json.WriteStartObject();
            json.WriteString("text", map.Text);
            json.WriteNumber("min", JsonLine.Round(TensorPrimitives.Min(map.Values)));
            json.WriteNumber("max", JsonLine.Round(TensorPrimitives.Max(map.Values)));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });
}
