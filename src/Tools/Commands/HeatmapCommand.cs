using System.CommandLine;
using System.Numerics.Tensors;

namespace ClipSurgery.Tools;

/// <summary><c>heatmap</c>: where in a picture each text is, as a coloured overlay and as 16-bit values.</summary>
internal sealed class HeatmapCommand
{
    private readonly TextOption _text = new();
    private readonly PictureOptions _pictures = new();
    private readonly TilesOption _tiles = new();
    private readonly AdaptationOption _adapt = new();
    private readonly ModelOptions _models = new(takesGradients: true);
    private readonly ContextOption _context = new();
    private readonly Option<ColourScale> _scale = new("--scale")
    {
        Description = "each: every map has all colours; shared: one scale for all texts and pictures, so that what is absent stays dark",
        DefaultValueFactory = _ => ColourScale.Each,
    };

    /// <summary>Which values the colours stand for.</summary>
    private enum ColourScale
    {
        Each,
        Shared,
    }

    public Command Create(ToolConsole console)
    {
        Command command = new("heatmap", Help.Text(
            "Draw where a picture answers to a text: heatmaps/ holds the overlay, values/ the map as 16-bit PNG.",
            "clip-surgery heatmap photo.jpg --text cat",
            "clip-surgery heatmap photos --text cat --text dog --scale shared",
            "clip-surgery heatmap photo.jpg --text cat --text grass --context labels --method naclip",
            "clip-surgery heatmap aerial.jpg --text boat --tiles auto"));
        _pictures.AddTo(command, withJson: true);
        _text.AddTo(command);
        _context.AddTo(command);
        command.Options.Add(_scale);
        _tiles.AddTo(command);
        _adapt.AddTo(command);
        _models.AddTo(command, withSam: false);
        command.SetWork(console, (parse, cancellationToken) => Run(console, parse, cancellationToken));
        return command;
    }

    private int Run(ToolConsole console, ParseResult parse, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> texts = _text.ReadRequired(parse);
        MapMethod method = _models.ReadMethod(parse);
        LabelContext context = _context.Read(parse, method);
        IReadOnlyList<InputPicture> pictures = _pictures.ReadPictures(parse, texts);
        bool json = _pictures.WantsJson(parse);
        bool isShared = parse.GetRequiredValue(_scale) == ColourScale.Shared;
        Adaptation? adaptation = _adapt.ReadForMaps(parse, method);
        _tiles.Check(parse, new SegmentOptions(), []);
        if (method.Gradient is not null && _tiles.IsGiven(parse))
        {
            throw new UsageException($"--tiles puts patches of windows together, and --method {method.Name} has no patches; leave out one of them.");
        }

        PictureLoop loop = new(console, _pictures.ReadLimits(parse), json);
        string output = _pictures.PrepareOutput(parse);
        using ClipModel clip = _models.LoadClip(parse, console, texts);
        adaptation?.RequireModel(clip.Config);
        Tiling? tiling = _tiles.Read(parse, clip, null);
        LearnedClass?[] learned = [.. texts.Select(text => adaptation?.Find(text))];
        TiledMaps tiled = new(clip, texts, context, learned);
        console.Notes([.. TextHints.For(texts)]);
        ClipPreparation.ReadTexts(clip, console, texts, cancellationToken);
        bool hasPresence = method == MapMethod.Surgery;
        if (hasPresence)
        {
            ClipPreparation.Measure(clip, console, cancellationToken);
        }

        HeatmapResults results = new(output, ResultNames.Slugs(texts));
        Dictionary<InputPicture, PictureMaps> all = [];
        loop.Run(
            pictures,
            (picture, content) =>
            {
                PictureMaps found = Find(content.Image);
                results.AddRows(picture, found);
                if (isShared)
                {
                    all.Add(picture, found);
                }
                else
                {
                    results.Write(picture, content.Image, found, null);
                }

                if (json)
                {
                    HeatmapResults.WriteLine(console.Data, picture, found);
                }
            },
            cancellationToken);
        if (isShared)
        {
            // The colours of the first picture depend on the last one.
            (float Low, float High) range = HeatmapResults.RangeOf(all.Values.SelectMany(found => found.Maps));
            PictureLoop drawing = new(console, _pictures.ReadLimits(parse), writesJson: false);
            drawing.Run([.. all.Keys], (picture, content) => results.Write(picture, content.Image, all[picture], range), cancellationToken);
        }

        results.Show(console);
        console.Done(
            $"{Quantity.Of(pictures.Count - loop.FailureCount, "picture")}, {Quantity.Of(texts.Count, "text")}, " +
            $"{loop.FailureCount} failed -> {output}");
        return loop.ExitCode;

        PictureMaps Find(RgbImage image)
        {
            if (tiling?.SideFor(image.Width, image.Height) is { } side)
            {
                IReadOnlyList<SimilarityMap> located = tiled.Locate(image, side, cancellationToken);
                return hasPresence ? WithPresence(located, tiled.WeighEvidence(image, side, cancellationToken)) : new PictureMaps(located, null);
            }

            if (!hasPresence)
            {
                return new PictureMaps(clip.Locate(image, texts, context, console.InHand, cancellationToken), null);
            }

            // The maps are those of the fine view, which presence needs too.
            using PictureViews views = new(clip, image, cancellationToken);
            return WithPresence(clip.Locate(views.Fine, texts, context, cancellationToken), [.. clip.WeighEvidence(views, texts, learned, cancellationToken)]);
        }

        PictureMaps WithPresence(IReadOnlyList<SimilarityMap> located, IReadOnlyList<SimilarityMap> evidence) => new(
            LearnedMaps.Choose(located, evidence, learned), [.. evidence.Select(map => (double)TensorPrimitives.Max(map.Values))]);
    }
}
