using System.Numerics.Tensors;

namespace ClipSurgery.Bench;

/// <summary>
/// What could tell of a picture as a whole whether a model recognises anything in it: of each sign a number, which is greater where it
/// should. A model that recognises something does so in both sizes, all over the object, and in a second look.
/// </summary>
internal sealed class RecognitionSigns
{
    /// <summary>Share of the patches, the highest ones, that a mean is taken over.</summary>
    private const double HighShare = 0.05;

    private readonly ClipModel _clip;
    private readonly IReadOnlyList<string> _labels;
    private readonly EvidenceSettings _settings = new();

    /// <summary>Directions of the labels and of the nouns that mean none of them.</summary>
    private readonly float[] _directions;

    public RecognitionSigns(ClipModel clip, IReadOnlyList<string> labels)
    {
        _clip = clip;
        _labels = labels;
        TextBackground words = clip.Background.Texts(default);
        float[] asked = words.Directions(clip.Embed(labels).Rows);
        _directions = [.. asked, .. words.Rivals(asked)];
    }

    public static IReadOnlyList<string> Names { get; } =
    [
        "greatest height anywhere, both sizes (the rule)",
        "greatest height of one text at one place in both sizes",
        "the same, mirrored and softened too",
        "one winner in both sizes",
        "one winner in neighbours",
        "all heights unchanged by softening",
        "map and second look of the best label",
        "mean patch near the centre",
    ];

    /// <summary>The signs of a picture, and how surely its map shows each label.</summary>
    public (double[] Signs, double[] Labels) Of(RgbImage image)
    {
        using PictureViews views = new(_clip, image, default);
        TextEvidence evidence = new(_clip, views, _labels, [], TextGroups.None, [], _settings, default);
        SimilarityMap[] maps = [.. _labels.Select((_, label) => evidence.Map(label))];
        double[] tops = [.. maps.Select(map => TensorPrimitives.Max(map.Values))];
        int best = Array.IndexOf(tops, tops.Max());

        RgbImage softened = Change(image, isMirrored: false, reach: 1);
        float[][] fine = Heights(views.Fine, isCoarse: false);
        float[][] coarse = Heights(views.Coarse, isCoarse: true);
        float[][] soft = Heights(_clip.Encode(softened), isCoarse: false);
        float[][] mirrored = Heights(_clip.Encode(Change(image, isMirrored: true, reach: 0)), isCoarse: false);
        (int columns, int rows) = (views.Fine.GridWidth, views.Fine.GridHeight);
        float[][] both = Mean(fine, coarse);
        float[][] four = Mean(both, Mean([.. mirrored.Select(heights => Mirror(heights, columns))], soft));
        int[] winners = Winners(both);
        int[] high =
        [
            .. Enumerable.Range(0, columns * rows).OrderByDescending(patch => both[winners[patch]][patch])
                .Take((int)Math.Ceiling(HighShare * columns * rows)),
        ];
        (int[] fineWinners, int[] coarseWinners) = (Winners(fine), Winners(coarse));
        PictureBackground background = _clip.Background.Pictures(_clip.Config.InputWidth, _clip.Config.InputHeight, default);
        return (
            [
                evidence.Highest,
                both.Max(heights => heights.Max()),
                four.Max(heights => heights.Max()),
                high.Average(patch => fineWinners[patch] == coarseWinners[patch] ? 1 : 0),
                high.Average(patch => Neighbours(patch, columns, rows).Average(other => winners[other] == winners[patch] ? 1 : 0)),
                high.Average(patch => Correlation([.. fine.Select(text => text[patch])], [.. soft.Select(text => text[patch])])),
                Math.Sqrt(tops[best] * evidence.LookAgain(best, Region(maps[best], image), default)),
                -TensorPrimitives.Norm<float>(background.ShiftOf(views.Fine)),
            ],
            tops);
    }

    /// <summary>Of each text the heights on the grid of the finer size.</summary>
    private float[][] Heights(ImageTokens tokens, bool isCoarse)
    {
        (int Width, int Height)[] sizes = PictureViews.Sizes(_clip.Config);
        (int width, int height) = sizes[isCoarse ? 1 : 0];
        PictureBackground background = _clip.Background.Pictures(width, height, default);
        float[] directions = background.Scale(_directions, _settings.ReachShare);
        float[] centre = background.MovedCentre(background.ShiftOf(tokens), _settings.OwnShare);
        int embedding = _clip.Config.EmbeddingWidth;
        float[][] heights = [.. Enumerable.Range(0, directions.Length / embedding).Select(_ => new float[tokens.GridWidth * tokens.GridHeight])];
        RowProducts.Multiply(tokens.Patches, directions, embedding, heights);
        (int columns, int rows) = (sizes[0].Width / _clip.Config.PatchSize, sizes[0].Height / _clip.Config.PatchSize);
        return [.. heights.Select((values, text) =>
        {
            float[] resized = new float[columns * rows];
            BilinearResize.Resize(values, tokens.GridWidth, tokens.GridHeight, resized, columns, rows);
            TensorPrimitives.Subtract(resized, TensorPrimitives.Dot<float>(directions.AsSpan(text * embedding, embedding), centre), resized);
            return resized;
        })];
    }

    /// <summary>The pixels whose patch has half of the map's highest value or more.</summary>
    private static Mask Region(SimilarityMap map, RgbImage image)
    {
        float level = TensorPrimitives.Max(map.Values) / 2;
        byte[] pixels = new byte[image.Width * image.Height];
        for (int i = 0; i < pixels.Length; i++)
        {
            int column = i % image.Width * map.GridWidth / image.Width;
            int row = i / image.Width * map.GridHeight / image.Height;
            pixels[i] = (byte)(map.Values[row * map.GridWidth + column] >= level ? 1 : 0);
        }

        return Mask.FromBitmap(image.Width, image.Height, pixels);
    }

    /// <summary>The picture mirrored, or each pixel the mean of those so far around it.</summary>
    private static RgbImage Change(RgbImage image, bool isMirrored, int reach)
    {
        byte[] changed = new byte[image.Pixels.Length];
        for (int i = 0; i < changed.Length; i++)
        {
            (int x, int y) = (i / 3 % image.Width, i / 3 / image.Width);
            x = isMirrored ? image.Width - 1 - x : x;
            (int sum, int count) = (0, 0);
            for (int row = Math.Max(0, y - reach); row <= Math.Min(image.Height - 1, y + reach); row++)
            {
                for (int column = Math.Max(0, x - reach); column <= Math.Min(image.Width - 1, x + reach); column++)
                {
                    sum += image.Pixels[3 * (row * image.Width + column) + i % 3];
                    count++;
                }
            }

            changed[i] = (byte)(sum / count);
        }

        return new RgbImage(image.Width, image.Height, changed);
    }

    private static float[] Mirror(float[] grid, int columns) => [.. grid.Chunk(columns).SelectMany(row => row.Reverse())];

    private static float[][] Mean(float[][] a, float[][] b) =>
        [.. a.Zip(b, (first, second) => first.Zip(second, (x, y) => (x + y) / 2).ToArray())];

    /// <summary>The text that is highest in each patch.</summary>
    private static int[] Winners(float[][] heights)
    {
        int[] winners = new int[heights[0].Length];
        for (int text = 1; text < heights.Length; text++)
        {
            for (int patch = 0; patch < winners.Length; patch++)
            {
                winners[patch] = heights[text][patch] > heights[winners[patch]][patch] ? text : winners[patch];
            }
        }

        return winners;
    }

    private static IEnumerable<int> Neighbours(int patch, int columns, int rows) =>
        new (int X, int Y)[] { (-1, 0), (1, 0), (0, -1), (0, 1) }
            .Select(step => (X: patch % columns + step.X, Y: patch / columns + step.Y))
            .Where(place => place.X >= 0 && place.X < columns && place.Y >= 0 && place.Y < rows)
            .Select(place => place.Y * columns + place.X);

    private static float Correlation(float[] a, float[] b)
    {
        TensorPrimitives.Subtract(a, TensorPrimitives.Average<float>(a), a);
        TensorPrimitives.Subtract(b, TensorPrimitives.Average<float>(b), b);
        return TensorPrimitives.CosineSimilarity<float>(a, b);
    }
}
