namespace ClipSurgery;

/// <summary>What QuPath asks about a part of a slide.</summary>
internal static class QuPathQuestion
{
    /// <summary>
    /// The confidence that QuPath sends until somebody moves it. It suits SAM 3 and says nothing about other models, so it stands
    /// for the presence of this server.
    /// </summary>
    private const double UntouchedConfidence = 0.5;

    // The mask of a light picture.
    private const int Light = 128;

    /// <exception cref="ArgumentException">It is too much, or something is missing.</exception>
    public static void Check(QuPathPrompt prompt)
    {
        IReadOnlyList<double[]> points = Entries.Of("point_coords", prompt.PointCoords);
        ToolLimits.CheckPrompts(points.Count);
        if (points.Any(point => point.Length != 2) || (prompt.PointLabels ?? []).Count != points.Count)
        {
            throw new ArgumentException(
                $"point_coords has {points.Count} points and point_labels {(prompt.PointLabels ?? []).Count} numbers; " +
                "expected points [x, y] and a 1 or 0 for each.");
        }

        if (prompt.Bbox is { Length: not (0 or 4) } box)
        {
            throw new ArgumentException($"bbox has {box.Length} numbers; expected [x1, y1, x2, y2].");
        }
    }

    /// <summary>The masks for points and a box: the best, or all that the model offers.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="prompt">A prompt that was checked.</param>
    /// <param name="cancellationToken">Ends a running inference.</param>
    public static IReadOnlyList<(Mask Mask, double Quality)> Ask(
        IEncodedPicture picture, QuPathPrompt prompt, CancellationToken cancellationToken)
    {
        PromptSpace space = PromptSpace.Of(picture);
        PromptPoint[] points =
        [
            .. (prompt.PointCoords ?? []).Zip(prompt.PointLabels ?? [], (at, label) => space.Point(at[0], at[1], label != 0)),
        ];
        BoxXywh? box = prompt.Bbox is [var x1, var y1, var x2, var y2] ? space.Box(x1, y1, x2, y2) : null;
        MaskPrompt asked = new(points, box)
        {
            Logits = prompt.B64mask is null ? default : picture.LogitsOf(MaskOf(prompt.B64mask, picture)),
        };
        IReadOnlyList<MaskCandidate> candidates = picture.Predict(asked, cancellationToken);
        IEnumerable<MaskCandidate> wanted =
            prompt.MultimaskOutput ? candidates : [candidates.MaxBy(candidate => candidate.PredictedIou)!];
        (Mask Mask, double Quality)[] masks =
        [
            .. wanted.Select(candidate => (candidate.ToMask(), Math.Clamp((double)candidate.PredictedIou, 0, 1)))
                .Where(mask => !mask.Item1.IsEmpty),
        ];
        foreach (MaskCandidate candidate in candidates)
        {
            candidate.Return();
        }

        return masks;
    }

    /// <exception cref="ArgumentException">It is too much, or something is missing.</exception>
    public static void Check(QuPathText text)
    {
        ToolLimits.CheckTexts([text.TextPrompt ?? ""]);
        IReadOnlyList<double[]> positive = Entries.Of("positive_bboxes", text.PositiveBboxes);
        IReadOnlyList<double[]> negative = Entries.Of("negative_bboxes", text.NegativeBboxes);
        ToolLimits.CheckPrompts(positive.Count + negative.Count);
        ToolLimits.Share("confidence_threshold", text.ConfidenceThreshold);
        if (positive.Concat(negative).FirstOrDefault(box => box.Length != 4) is { } wrong)
        {
            throw new ArgumentException($"A box has {wrong.Length} numbers; expected [x, y, width, height].");
        }

        if (string.IsNullOrWhiteSpace(text.TextPrompt) && positive.Count == 0)
        {
            throw new ArgumentException("Nothing to look for: give a text_prompt or a box.");
        }
    }

    /// <summary>
    /// The objects of a text. A box adds the object in it, or confirms one that was found; what lies in the middle of a negative
    /// box is left out.
    /// </summary>
    public static IReadOnlyList<(Mask Mask, double Quality)> Ask(
        IEncodedPicture picture, QuPathText text, ProtocolContext context, CancellationToken cancellationToken)
    {
        PromptSpace space = PromptSpace.Of(picture);
        BoxXywh[] boxes = [.. (text.PositiveBboxes ?? []).Select(Box)];
        (int X, int Y)[] wrong =
            [.. (text.NegativeBboxes ?? []).Select(Box).Select(box => (Middle(box.X, box.Width), Middle(box.Y, box.Height)))];
        AskedLabels asked = AskedLabels.OfTexts([text.TextPrompt ?? ""], context.Labels);
        double? presence = text.ConfidenceThreshold is UntouchedConfidence ? null : text.ConfidenceThreshold;
        IReadOnlyList<Instance> found = asked.Labels is [var label]
            ? (asked with { Labels = [label with { Boxes = boxes }] }).Find(picture, context.Options, presence, cancellationToken)
            : PointedObjects.Find(picture, HandPrompts.UnnamedObject, [], boxes, cancellationToken);
        return
        [
            .. found.Where(instance => !wrong.Any(place => instance.Mask.Contains(place.X, place.Y)))
                .Select(instance => (instance.Mask, instance.Score)),
        ];

        BoxXywh Box(double[] box) => space.Box(box[0], box[1], box[0] + box[2], box[1] + box[3]);
    }

    private static int Middle(double start, double length) => (int)(start + (length / 2));

    /// <summary>A mask that came as a picture, which may not be larger than the picture that it belongs to.</summary>
    private static Mask MaskOf(PictureFile file, IEncodedPicture picture)
    {
        ImageLimits limits = new() { MaxPixels = (long)picture.Width * picture.Height };
        RgbImage image = ImageFile.Read(file.Bytes.Span, "the mask", limits).Image;
        byte[] inside = new byte[image.Width * image.Height];
        for (int i = 0; i < inside.Length; i++)
        {
            inside[i] = image.Pixels[3 * i] >= Light ? (byte)1 : (byte)0;
        }

        return Mask.FromBitmap(image.Width, image.Height, inside);
    }
}
