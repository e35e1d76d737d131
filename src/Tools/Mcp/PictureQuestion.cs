namespace ClipSurgery.Tools;

/// <summary>What is asked about one picture, and how the models are asked.</summary>
/// <param name="Path">The picture, where it really lies.</param>
/// <param name="Texts">What to look for; empty where points or a box say it.</param>
/// <param name="Options">Presence, look-alikes, instances.</param>
internal sealed record PictureQuestion(string Path, IReadOnlyList<string> Texts, SegmentOptions Options)
{
    /// <summary>Places on an object, or on what is to be left out.</summary>
    public IReadOnlyList<PromptPoint> Points { get; init; } = [];

    /// <summary>A box around an object.</summary>
    public BoxXywh? Box { get; init; }

    /// <summary>Reads the arguments that <c>find</c> and <c>segment</c> share.</summary>
    public static PictureQuestion Read(ToolArguments arguments, AllowedFolders folders, SegmentOptions standard)
    {
        IReadOnlyList<string> texts = arguments.Texts("texts");
        IReadOnlyList<string> not = arguments.Texts("not");
        SegmentOptions options = standard with
        {
            Presence = arguments.Share("presence") ?? standard.Presence,
            Not = not.Count > 0 ? not : standard.Not,
        };
        return options.Not.Intersect(texts, StringComparer.OrdinalIgnoreCase).FirstOrDefault() is { } both
            ? throw new ClipSurgeryException($"'{PlainText.Short(both)}' is looked for and is a look-alike in one; leave it out in one of the two places.")
            : new PictureQuestion(folders.Resolve(arguments.Path("picture")), texts, options);
    }

    /// <summary>Asks the models.</summary>
    public LabelledImage Ask(LoadedSegmenter models, IEncodedPicture picture, CancellationToken cancellationToken)
    {
        bool isPointedAt = Points.Count > 0 || Box is not null;
        if (isPointedAt && Texts.Count > 1)
        {
            throw new ClipSurgeryException($"{Texts.Count} texts are given with points or a box; give one text, which names what is there, or none.");
        }

        if (isPointedAt && Texts.Count > 0 && models.Clip is null)
        {
            throw new ClipSurgeryException("SAM 3 looks for a text in the whole picture; leave out the text, or the points and the box.");
        }

        RequireInside(picture);
        BoxXywh[] boxes = Box is { } box ? [box] : [];
        TextLabel[] labels = Texts.Count == 0
            ? [new TextLabel(HandPrompts.UnnamedObject, []) { Points = Points, Boxes = boxes }]
            : [.. Texts.Select(text => new TextLabel(text) { Points = Points, Boxes = boxes })];
        return picture.SegmentLabels(labels, Options, cancellationToken);
    }

    /// <summary>What an agent should know of its texts; empty mostly.</summary>
    public IEnumerable<string> Notes(LoadedSegmenter models, LabelledImage labelled)
    {
        foreach (string hint in TextHints.For(Texts))
        {
            yield return hint;
        }

        if (models.Clip is { } clip && ModelOptions.UnknownTexts(clip, Texts) is { } unknown)
        {
            yield return unknown;
        }

        foreach (string text in labelled.TruncatedTexts)
        {
            yield return $"'{PlainText.Short(text)}' is longer than the model reads, and was cut.";
        }
    }

    private void RequireInside(IEncodedPicture picture)
    {
        (int width, int height) = (picture.Width, picture.Height);
        foreach ((ImagePoint point, _) in Points)
        {
            if (!(point.X >= 0 && point.X <= width && point.Y >= 0 && point.Y <= height))
            {
                throw new ClipSurgeryException($"The point {point.X},{point.Y} lies outside the picture of {width}x{height} pixels.");
            }
        }

        if (Box is { } box && !(box.X >= 0 && box.Y >= 0 && box.Right <= width && box.Bottom <= height))
        {
            throw new ClipSurgeryException(
                $"The box {box.X},{box.Y},{box.Width},{box.Height} does not lie inside the picture of {width}x{height} pixels.");
        }
    }
}
