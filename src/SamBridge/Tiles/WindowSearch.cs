namespace ClipSurgery;

/// <summary>Looks for labels in the windows of one picture, one window after the other.</summary>
internal sealed class WindowSearch
{
    private readonly ITextSegmenter _segmenter;
    private readonly RgbImage _image;
    private readonly int _overlap;
    private readonly IReadOnlyList<PictureWindow> _windows;
    private readonly IReadOnlyList<TextLabel> _labels;
    private readonly SegmentOptions _options;

    /// <param name="segmenter">Looks at one window.</param>
    /// <param name="image">The picture.</param>
    /// <param name="side">Side of a window in pixels.</param>
    /// <param name="labels">What to look for.</param>
    /// <param name="options">Presence, instances.</param>
    /// <exception cref="ArgumentException">The labels are refused, or one mask a text is asked for.</exception>
    /// <exception cref="ClipSurgeryException">Masks of what is not there are asked for.</exception>
    private WindowSearch(ITextSegmenter segmenter, RgbImage image, int side, IReadOnlyList<TextLabel> labels, SegmentOptions options)
    {
        TextLabel.Check(labels, options);
        if (options.Instances != InstanceMode.Auto)
        {
            throw new ArgumentException("A picture in windows has no one mask a text; expected InstanceMode.Auto.", nameof(options));
        }

        if (labels.Any(label => (label.Presence ?? options.Presence) == 0))
        {
            throw new ClipSurgeryException("Without presence every window of a large picture gives a mask of every text; expected a presence above 0.");
        }

        _segmenter = segmenter;
        _image = image;
        _overlap = Tiling.OverlapOf(side);
        _windows = WindowLayout.Of(image.Width, image.Height, side, _overlap);
        _labels = labels;
        _options = options;
    }

    /// <summary>
    /// Looks for labels in windows where the picture is to be cut, and at the whole picture alone where it is not, or where somebody pointed at
    /// something.
    /// </summary>
    /// <param name="segmenter">Looks at one window.</param>
    /// <param name="image">The picture.</param>
    /// <param name="tiling">When pictures are cut, and how.</param>
    /// <param name="labels">What to look for.</param>
    /// <param name="options">Presence, instances; null for the defaults.</param>
    /// <param name="askWhole">Looks at the whole picture.</param>
    /// <param name="cancellationToken">Ends a running inference.</param>
    public static LabelledImage Run(
        ITextSegmenter segmenter,
        RgbImage image,
        Tiling tiling,
        IReadOnlyList<TextLabel>? labels,
        SegmentOptions? options,
        Func<SegmentOptions, LabelledImage> askWhole,
        CancellationToken cancellationToken)
    {
        options ??= new SegmentOptions();
        return tiling.SideFor(image.Width, image.Height, options.MinimumArea) is not { } side || labels?.Any(label => label.HasPrompts) == true
            ? askWhole(options)
            : new WindowSearch(segmenter, image, side, labels!, options).Run(askWhole, cancellationToken);
    }

    /// <summary>Looks at all windows, and at the whole picture.</summary>
    /// <param name="askWhole">Looks at the whole picture.</param>
    /// <param name="cancellationToken">Ends a running inference.</param>
    private LabelledImage Run(Func<SegmentOptions, LabelledImage> askWhole, CancellationToken cancellationToken)
    {
        SegmentOptions options = _options with { MinimumArea = 0, MayGuess = false };
        LabelledImage whole = askWhole(options);
        PictureWindow all = new(0, 0, _image.Width, _image.Height);
        List<WindowInstance> found = [.. whole.Instances.Where(IsLong).Select(instance => Place(instance, all))];
        Dictionary<string, double> presence = whole.Presence.ToDictionary(label => label.Label, label => label.Probability, StringComparer.Ordinal);
        foreach (PictureWindow window in _windows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            RgbImage part = _image.Crop(window.X, window.Y, window.Width, window.Height, isRented: true);
            LabelledImage labelled = _segmenter.SegmentLabels(part, _labels, options, cancellationToken);
            part.Return();
            found.AddRange(labelled.Instances.Select(instance => Place(instance, window)));
            foreach (LabelPresence label in labelled.Presence)
            {
                presence[label.Label] = Math.Max(presence[label.Label], label.Probability);
            }
        }

        Instance[] merged = [.. WindowMerge.Merge(found).Where(IsLargeEnough)];
        HashSet<string> present = [.. merged.Select(instance => instance.Label)];
        return whole with
        {
            Instances =
            [
                .. _labels.SelectMany(label =>
                    merged.Where(instance => instance.Label == label.Name).OrderByDescending(instance => instance.Score)),
            ],
            Presence = [.. whole.Presence.Select(label => new LabelPresence(label.Label, presence[label.Label], present.Contains(label.Label)))],
        };
    }

    /// <summary>Windows see whatever is shorter whole, and better.</summary>
    private bool IsLong(Instance instance) => Math.Max(instance.Mask.Bounds.Width, instance.Mask.Bounds.Height) > _overlap;

    private bool IsLargeEnough(Instance instance) => instance.Mask.Area >= _options.MinimumArea * _image.Width * _image.Height;

    private WindowInstance Place(Instance instance, PictureWindow window) =>
        WindowInstance.Of(instance, window, _image.Width, _image.Height);
}
