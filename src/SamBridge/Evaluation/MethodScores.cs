namespace ClipSurgery;

/// <summary>All scores of one method on a data set; NaN where there is nothing to average.</summary>
public sealed record MethodScores
{
    /// <summary>Number of pictures.</summary>
    public required int Pictures { get; init; }

    /// <summary>Maps as explanations of present labels.</summary>
    public required ExplanationScores Explanation { get; init; }

    /// <summary>Share of positive points on an object of their label, 0 to 1.</summary>
    public required double PositivePointsInside { get; init; }

    /// <summary>Share of negative points on none, 0 to 1.</summary>
    public required double NegativePointsOutside { get; init; }

    /// <summary>mFSR of the model's own attention, block by block; empty where it was not measured.</summary>
    public required IReadOnlyList<double> RawAttention { get; init; }

    /// <summary>mFSR of consistent attention, block by block.</summary>
    public required IReadOnlyList<double> ConsistentAttention { get; init; }

    /// <summary>Open-vocabulary semantic segmentation: the highest label wins.</summary>
    public required SemanticScores Semantic { get; init; }

    /// <summary>The same with a background.</summary>
    public required SemanticScores SemanticWithBackground { get; init; }

    /// <summary>Multi-label recognition from the class token: mAP, 0 to 1.</summary>
    public required double RecognitionMap { get; init; }

    /// <summary>The same with redundant features removed.</summary>
    public required double RecognitionSurgeryMap { get; init; }

    /// <summary>Masks.</summary>
    public required MaskScores Masks { get; init; }

    /// <summary>Masks by COCO's numbers.</summary>
    public required CocoScores Coco { get; init; }

    /// <summary>Summarises pictures.</summary>
    /// <param name="set">The data set.</param>
    /// <param name="pictures">Those of its pictures that were evaluated; others count nowhere.</param>
    public static MethodScores Of(EvaluationSet set, IReadOnlyList<PictureEvaluation> pictures)
    {
        ExplanationEvaluation explanation = new();
        SemanticEvaluation semantic = new(set.Labels.Count);
        SemanticEvaluation withBackground = new(set.Labels.Count);
        MultiLabelEvaluation recognition = new(set.Labels.Count);
        MultiLabelEvaluation surgery = new(set.Labels.Count);
        Dictionary<long, EvaluationPicture> truths = set.Pictures.ToDictionary(picture => picture.Image.Id);
        foreach (PictureEvaluation picture in pictures)
        {
            foreach (ExplanationPair pair in picture.Explanations)
            {
                explanation.Add(pair);
            }

            semantic.Add(picture.Semantic);
            withBackground.Add(picture.SemanticWithBackground);
            bool[] present = [.. set.Labels.Select(truths[picture.ImageId].Truth.ContainsKey)];
            recognition.Add([.. picture.Recognition], present);
            if (picture.RecognitionSurgery.Count > 0)
            {
                surgery.Add([.. picture.RecognitionSurgery], present);
            }
        }

        PointCounts[] points = [.. pictures.SelectMany(picture => picture.Points)];
        AttentionShares[] attention = [.. pictures.SelectMany(picture => picture.Attention)];
        return new MethodScores
        {
            Pictures = pictures.Count,
            Explanation = explanation.Summarise(),
            PositivePointsInside = (double)points.Sum(count => count.PositiveInside) / points.Sum(count => count.Positive),
            NegativePointsOutside = (double)points.Sum(count => count.NegativeOutside) / points.Sum(count => count.Negative),
            RawAttention = MeanByBlock(attention, shares => shares.Raw),
            ConsistentAttention = MeanByBlock(attention, shares => shares.Consistent),
            Semantic = semantic.Summarise(),
            SemanticWithBackground = withBackground.Summarise(),
            RecognitionMap = recognition.MeanAveragePrecision(),
            RecognitionSurgeryMap = surgery.MeanAveragePrecision(),
            Masks = MaskScores.Of([.. pictures.Select(picture => picture.Masks)]),
            Coco = CocoEvaluation.Evaluate(EvaluatedPart(set, pictures), Detections(set, truths, pictures), EvaluationTarget.Masks),
        };
    }

    private static double[] MeanByBlock(AttentionShares[] attention, Func<AttentionShares, IReadOnlyList<double>> select) =>
        attention.Length == 0
            ? []
            : [.. Enumerable.Range(0, select(attention[0]).Count).Select(block => attention.Average(shares => select(shares)[block]))];

    private static CocoDataset EvaluatedPart(EvaluationSet set, IReadOnlyList<PictureEvaluation> pictures)
    {
        HashSet<long> evaluated = [.. pictures.Select(picture => picture.ImageId)];
        return set.Dataset with
        {
            Images = [.. set.Dataset.Images.Where(image => evaluated.Contains(image.Id))],
            Annotations = [.. set.Dataset.Annotations.Where(annotation => evaluated.Contains(annotation.ImageId))],
        };
    }

    private static CocoDetection[] Detections(
        EvaluationSet set, Dictionary<long, EvaluationPicture> truths, IReadOnlyList<PictureEvaluation> pictures) =>
    [
        .. pictures.SelectMany(picture => picture.Found.Select(found => new CocoDetection(
            picture.ImageId,
            set.CategoryIds[found.Label],
            found.Score,
            Mask.FromCompressed(truths[picture.ImageId].Image.Width, truths[picture.ImageId].Image.Height, found.Counts)))),
    ];
}
