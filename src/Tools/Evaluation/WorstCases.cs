namespace ClipSurgery.Tools;

/// <summary>The labels whose masks fit least, drawn: the ground truth at the left, what was found at the right.</summary>
internal static class WorstCases
{
    private const int Count = 12;
    private const int Gap = 8;

    /// <summary>Draws the worst pairs of a method into a folder; what an earlier run left there is removed.</summary>
    public static void Write(
        string folder, EvaluationPictures pictures, IReadOnlyList<PictureEvaluation> evaluations, CancellationToken cancellationToken)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        Dictionary<long, EvaluationPicture> truths = pictures.Set.Pictures.ToDictionary(picture => picture.Image.Id);
        (PictureEvaluation Evaluation, LabelOutcome Pair)[] worst =
        [
            .. evaluations.SelectMany(evaluation => evaluation.Masks.Present.Select(pair => (Evaluation: evaluation, Pair: pair)))
                .OrderBy(item => item.Pair.UnionIou).ThenBy(item => item.Evaluation.ImageId).Take(Count),
        ];
        foreach ((int i, (PictureEvaluation evaluation, LabelOutcome pair)) in worst.Index())
        {
            cancellationToken.ThrowIfCancellationRequested();
            EvaluationPicture picture = truths[evaluation.ImageId];
            RgbImage image = pictures.Read(picture.Image);
            IEnumerable<Mask> found = evaluation.Found.Where(found => found.Label == pair.Label)
                .Select(found => Mask.FromCompressed(image.Width, image.Height, found.Counts));
            RgbImage sheet = SideBySide(
                Draw(image, picture.Truth[pair.Label], pair.Label), Draw(image, found, $"{pair.UnionIou:F2}"));
            string stem = Path.GetFileNameWithoutExtension(picture.Image.FileName);
            PngFile.WriteRgb(Path.Combine(folder, $"{i + 1:D2}-{ResultNames.Slug(stem)}-{ResultNames.Slug(pair.Label)}.png"), sheet);
        }
    }

    private static RgbImage Draw(RgbImage image, IEnumerable<Mask> masks, string caption) =>
        Overlay.Instances(image, [.. masks.Select((mask, i) => new OverlayInstance(mask, i == 0 ? caption : "", i))]);

    private static RgbImage SideBySide(RgbImage left, RgbImage right)
    {
        int width = left.Width + Gap + right.Width;
        byte[] pixels = new byte[width * left.Height * 3];
        pixels.AsSpan().Fill(byte.MaxValue);
        for (int y = 0; y < left.Height; y++)
        {
            left.Row(y).CopyTo(pixels.AsSpan(y * width * 3));
            right.Row(y).CopyTo(pixels.AsSpan((y * width + left.Width + Gap) * 3));
        }

        return new RgbImage(width, left.Height, pixels);
    }
}
