namespace ClipSurgery;

/// <summary>What a request looks for by text.</summary>
/// <param name="Labels">The labels and their texts.</param>
/// <param name="Contrast">Look-alikes that the texts must beat.</param>
internal sealed record AskedLabels(IReadOnlyList<TextLabel> Labels, IReadOnlyList<string> Contrast)
{
    /// <summary>The server's own classes, or some of them; those without a prompt are not looked for.</summary>
    public static AskedLabels OfClasses(LabelSet set, Func<LabelClass, bool> isAsked)
    {
        LabelClass[] classes = [.. set.Classes.Where(item => item.Prompts.Count > 0 && isAsked(item))];
        return new AskedLabels(
            [.. classes.Select(LabelOf)], [.. set.Contrast, .. classes.SelectMany(item => item.Contrast)]);
    }

    /// <summary>
    /// Texts that somebody wrote, each its own label. One that is the name of a class stands for the class's prompts, which its
    /// owner has chosen to find it.
    /// </summary>
    /// <param name="texts">The texts; repetitions are dropped.</param>
    /// <param name="set">The server's classes.</param>
    /// <exception cref="ArgumentException">There are too many, or one is too long.</exception>
    public static AskedLabels OfTexts(IEnumerable<string> texts, LabelSet set)
    {
        string[] distinct = [.. texts.Select(text => text.Trim()).Where(text => text.Length > 0).Distinct(DistinctTexts.Comparer)];
        ToolLimits.CheckTexts(distinct);
        List<string> contrast = [];
        List<TextLabel> labels = [];
        foreach (string text in distinct)
        {
            LabelClass? known = ClassOf(text, set);
            labels.Add(known is null ? new TextLabel(text) : LabelOf(known) with { Name = text });
            contrast.AddRange(known?.Contrast ?? []);
        }

        return new AskedLabels(labels, contrast);
    }

    /// <summary>The class of a name that has prompts; null where there is none.</summary>
    public static LabelClass? ClassOf(string name, LabelSet set) => set.Classes.FirstOrDefault(
        item => item.Prompts.Count > 0 && string.Equals(item.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Looks for the labels in a picture.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="options">The server's options.</param>
    /// <param name="presence">The presence that the request asks for; null where it does not.</param>
    /// <param name="cancellationToken">Ends a running inference.</param>
    public IReadOnlyList<Instance> Find(
        IEncodedPicture picture, SegmentOptions options, double? presence, CancellationToken cancellationToken) =>
        Segment(picture, options, presence, cancellationToken).Instances;

    /// <summary>The same with what else is told of the picture.</summary>
    /// <inheritdoc cref="Find"/>
    public LabelledImage Segment(
        IEncodedPicture picture, SegmentOptions options, double? presence, CancellationToken cancellationToken) => picture.SegmentLabels(
        Labels,
        options with { Presence = presence ?? options.Presence, Not = [.. options.Not, .. Contrast.Except(options.Not)] },
        cancellationToken);

    private static TextLabel LabelOf(LabelClass item) => new(item.Name, item.Prompts, item.Presence);
}
