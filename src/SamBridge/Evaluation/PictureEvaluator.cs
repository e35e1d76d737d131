using System.Diagnostics;
using System.Numerics.Tensors;

namespace ClipSurgery;

/// <summary>Which labels a picture is asked for when its masks are evaluated.</summary>
public enum EvaluationQueries
{
    /// <summary>All labels of the set: the presence gate has to tell them apart.</summary>
    All,

    /// <summary>Those that it has.</summary>
    Present,
}

/// <summary>Evaluates one method on pictures with a ground truth. May be used by several threads at once.</summary>
/// <param name="clip">The CLIP model, converted for the method.</param>
/// <param name="segmenter">The segmenter over the same model.</param>
/// <param name="labels">The label set.</param>
/// <param name="context">What the maps' redundant features are measured over.</param>
/// <param name="options">How masks are made.</param>
/// <param name="queries">Which labels masks are asked for.</param>
/// <param name="measuresAttention">True where the attention is looked at, too.</param>
public sealed class PictureEvaluator(
    ClipModel clip,
    ITextSegmenter segmenter,
    IReadOnlyList<string> labels,
    LabelContext context,
    SegmentOptions options,
    EvaluationQueries queries,
    bool measuresAttention)
{
    /// <summary>Probability below which no label is likely.</summary>
    private const float LikelyLabel = 0.5f;

    /// <summary>Share of a patch that an object must cover to make it foreground.</summary>
    private const float ForegroundPatch = 0.5f;

    /// <summary>Evaluates a picture.</summary>
    /// <exception cref="ClipSurgeryException">The picture has another size than its ground truth.</exception>
    public PictureEvaluation Evaluate(RgbImage image, EvaluationPicture truth, CancellationToken cancellationToken = default)
    {
        TruthSize.Require(image, truth.Image.FileName, truth.Image.Width, truth.Image.Height);
        TextEmbeddings embeddings = clip.Embed(labels, cancellationToken);
        long start = Stopwatch.GetTimestamp();
        ImageTokens tokens = clip.Encode(image, cancellationToken);
        IReadOnlyList<SimilarityMap> maps = clip.Locate(image, tokens, labels, context, cancellationToken);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        (string Label, int Index, Mask Union)[] present =
        [
            .. labels.Index().Where(label => truth.Truth.ContainsKey(label.Item))
                .Select(label => (label.Item, label.Index, Mask.Union(truth.Truth[label.Item]))),
        ];
        SelfAttention? attention = measuresAttention && present.Length > 0 ? clip.Attend(image, cancellationToken) : null;
        (IReadOnlyList<SemanticCount> semantic, IReadOnlyList<SemanticCount> withBackground) =
            Segment(tokens, embeddings, maps, truth, cancellationToken);
        string[] asked = queries == EvaluationQueries.All ? [.. labels] : [.. present.Select(label => label.Label)];
        LabelledImage found = asked.Length == 0
            ? new LabelledImage(image.Width, image.Height, [], [], [])
            : segmenter.Segment(image, asked, options with { KeepCandidates = true }, cancellationToken);
        return new PictureEvaluation
        {
            ImageId = truth.Image.Id,
            MapSeconds = seconds,
            Explanations = [.. present.Where(label => label.Union.Area < (long)image.Width * image.Height).Select(label =>
                ExplanationEvaluation.Measure(maps[label.Index].Resize(image.Width, image.Height), label.Union.ToBitmap()))],
            Points = [.. present.Select(label => CountPoints(maps[label.Index], label.Union))],
            Attention = attention is null ? [] : [.. present.Select(label => Shares(attention, label.Union)).OfType<AttentionShares>()],
            Semantic = semantic,
            SemanticWithBackground = withBackground,
            Recognition = Recognize(tokens, embeddings),
            RecognitionSurgery = labels.Count > 1 ? FeatureSurgery.Recognize(tokens, embeddings) : [],
            Masks = PictureMasks.Compare(truth.Truth, asked, found),
            Found = [.. found.Instances.Select(instance => new FoundMask(instance.Label, instance.Score, instance.Mask.ToCompressed()))],
        };
    }

    private PointCounts CountPoints(SimilarityMap map, Mask union)
    {
        byte[] inside = union.ToBitmap();
        IReadOnlyList<PromptPoint> points =
            TextToPoints.Plan(map.Values, map.GridWidth, map.GridHeight, union.Width, union.Height, options.PointThreshold);
        int Count(bool isPositive, bool isInside) => points.Count(point =>
            point.IsPositive == isPositive && inside[(int)point.Point.Y * union.Width + (int)point.Point.X] != 0 == isInside);
        return new PointCounts(
            Count(true, true) + Count(true, false), Count(true, true), Count(false, true) + Count(false, false), Count(false, false));
    }

    private static AttentionShares? Shares(SelfAttention attention, Mask union)
    {
        int patches = attention.GridWidth * attention.GridHeight;
        float[] coverage = MaskCoverage.Measure(union, 0, 0, union.Width, union.Height, attention.GridWidth, attention.GridHeight);
        double patchArea = (double)union.Width * union.Height / patches;
        bool[] foreground = [.. coverage.Select(share => share * union.Area >= ForegroundPatch * patchArea)];
        return foreground.Contains(true)
            ? new AttentionShares(
                [.. Enumerable.Range(0, attention.Layers).Select(layer => SelectionRatio.ForegroundShare(attention.Raw(layer), foreground))],
                [.. Enumerable.Range(0, attention.Layers).Select(layer => SelectionRatio.ForegroundShare(attention.Consistent(layer), foreground))])
            : null;
    }

    /// <summary>The highest label of every pixel, and the same with a background.</summary>
    private (IReadOnlyList<SemanticCount> Labels, IReadOnlyList<SemanticCount> WithBackground) Segment(
        ImageTokens tokens,
        TextEmbeddings embeddings,
        IReadOnlyList<SimilarityMap> maps,
        EvaluationPicture truth,
        CancellationToken cancellationToken)
    {
        (int width, int height) = (truth.Image.Width, truth.Image.Height);
        PatchEvidence probabilities = PatchEvidence.Of(clip, tokens, embeddings, cancellationToken);
        short[] winners = new short[width * height];
        float[] highest = new float[winners.Length];
        float[] likeliest = new float[winners.Length];
        float[] resized = new float[winners.Length];
        for (int label = 0; label < maps.Count; label++)
        {
            BilinearResize.Resize(maps[label].Values, tokens.GridWidth, tokens.GridHeight, resized, width, height);
            for (int i = 0; i < resized.Length; i++)
            {
                if (label == 0 || resized[i] > highest[i])
                {
                    (winners[i], highest[i]) = ((short)label, resized[i]);
                }
            }

            BilinearResize.Resize(probabilities.Of(label), tokens.GridWidth, tokens.GridHeight, resized, width, height);
            TensorPrimitives.Max(likeliest, resized, likeliest);
        }

        short[] right = TruthPixels(truth);
        SemanticEvaluation labelled = new(labels.Count);
        labelled.Add(winners, right);
        for (int i = 0; i < winners.Length; i++)
        {
            winners[i] = likeliest[i] < LikelyLabel ? SemanticEvaluation.Background : winners[i];
        }

        SemanticEvaluation withBackground = new(labels.Count);
        withBackground.Add(winners, right);
        return (labelled.Counts(), withBackground.Counts());
    }

    /// <summary>Smaller objects lie over larger ones, as in PASCAL VOC; crowds are left out.</summary>
    private short[] TruthPixels(EvaluationPicture truth)
    {
        short[] pixels = new short[truth.Image.Width * truth.Image.Height];
        Array.Fill(pixels, SemanticEvaluation.Background);
        foreach (Mask crowd in truth.Crowds)
        {
            Paint(crowd, SemanticEvaluation.Ignored);
        }

        IEnumerable<(Mask Mask, short Label)> objects = labels.Index().Where(label => truth.Truth.ContainsKey(label.Item))
            .SelectMany(label => truth.Truth[label.Item].Select(mask => (mask, (short)label.Index)));
        foreach ((Mask mask, short label) in objects.OrderByDescending(pair => pair.Mask.Area))
        {
            Paint(mask, label);
        }

        return pixels;

        void Paint(Mask mask, short label)
        {
            byte[] inside = mask.ToBitmap();
            for (int i = 0; i < inside.Length; i++)
            {
                pixels[i] = inside[i] != 0 ? label : pixels[i];
            }
        }
    }

    private float[] Recognize(ImageTokens tokens, TextEmbeddings embeddings)
    {
        float[] scores = new float[labels.Count];
        for (int label = 0; label < scores.Length; label++)
        {
            scores[label] = clip.Config.LogitScale * TensorPrimitives.Dot(tokens.Cls, embeddings[label]);
        }

        TensorPrimitives.SoftMax(scores, scores);
        return scores;
    }
}
