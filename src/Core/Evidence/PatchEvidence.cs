using System.Numerics.Tensors;

namespace ClipSurgery;

/// <summary>
/// What speaks for each of some texts in each patch of a picture. A patch's height along a text's direction, over the background and in
/// units of its spread, must beat that of the best other text and a level that nothing in particular reaches.
/// </summary>
internal sealed class PatchEvidence
{
    /// <summary>Texts whose heights are held at once.</summary>
    private const int TextBlock = 64;

    private readonly int _width;
    private readonly TextGroups _groups;
    private readonly float _slope;
    private readonly float _level;

    /// <summary>Each text's direction, divided by its spread.</summary>
    private readonly float[] _directions;

    /// <summary>What is taken from the heights along each of these: what the centre reaches, less what is added.</summary>
    private readonly float[] _offsets;

    /// <summary>Of each patch the greatest height, the group that reaches it, and the greatest of all other groups.</summary>
    private readonly float[] _best;
    private readonly int[] _winner;
    private readonly float[] _second;

    /// <param name="tokens">The picture.</param>
    /// <param name="directions">Directions of all texts that compete, in units of their spread, <c>[texts, width]</c>.</param>
    /// <param name="centre">Where this picture's patches lie.</param>
    /// <param name="learned">What was learned of the texts, which is mixed into their directions already.</param>
    /// <param name="groups">Texts that do not compete with each other.</param>
    /// <param name="level">The height that a text must reach to be as likely as nothing in particular.</param>
    /// <param name="slope">Logit that a unit of height is worth.</param>
    public PatchEvidence(
        ImageTokens tokens, float[] directions, float[] centre, LearnedHeights learned, TextGroups groups, float level, float slope)
    {
        Tokens = tokens;
        _width = tokens.EmbeddingWidth;
        _groups = groups;
        _slope = slope;
        _level = level;
        _directions = directions;
        _offsets = new float[directions.Length / _width];
        for (int text = 0; text < _offsets.Length; text++)
        {
            _offsets[text] = TensorPrimitives.Dot<float>(directions.AsSpan(text * _width, _width), centre) - learned.OffsetOf(text);
        }

        int patches = tokens.GridWidth * tokens.GridHeight;
        _best = new float[patches];
        _winner = new int[patches];
        _second = new float[patches];
        Array.Fill(_best, float.NegativeInfinity);
        Array.Fill(_second, float.NegativeInfinity);
        float[][] block = [.. Enumerable.Range(0, Math.Min(TextBlock, _offsets.Length)).Select(_ => new float[patches])];
        for (int first = 0; first < _offsets.Length; first += TextBlock)
        {
            int count = Math.Min(TextBlock, _offsets.Length - first);
            Measure(first, block.AsSpan(0, count));
            for (int i = 0; i < count; i++)
            {
                Compete(groups.GroupOf(first + i), block[i]);
                Highest = learned.Of(first + i) is null ? MathF.Max(Highest, TensorPrimitives.Max<float>(block[i])) : Highest;
            }
        }
    }

    /// <summary>The texts compete with each other and with all that they are not, in a picture at the model's input size.</summary>
    public static PatchEvidence Of(ClipModel clip, ImageTokens tokens, TextEmbeddings texts, CancellationToken cancellationToken)
    {
        EvidenceSettings settings = new();
        TextBackground words = clip.Background.Texts(cancellationToken);
        float[] asked = words.Directions(texts.Rows);
        PictureBackground background = clip.Background.Pictures(clip.Config.InputWidth, clip.Config.InputHeight, cancellationToken);
        return new PatchEvidence(
            tokens,
            background.Scale([.. asked, .. words.Rivals(asked)], settings.ReachShare),
            background.MovedCentre(background.ShiftOf(tokens), settings.OwnShare),
            LearnedHeights.None,
            TextGroups.None,
            settings.Level,
            settings.MapSlope);
    }

    /// <summary>The picture.</summary>
    public ImageTokens Tokens { get; }

    /// <summary>The greatest height in any patch of any text of which nothing was learned; negative infinity without such a text.</summary>
    public float Highest { get; } = float.NegativeInfinity;

    /// <summary>Probability, 0 to 1, of one text in each patch, row-major.</summary>
    public float[] Of(int text)
    {
        float[] values = new float[_best.Length];
        Measure(text, [values]);
        int group = _groups.GroupOf(text);
        for (int patch = 0; patch < values.Length; patch++)
        {
            float rival = _winner[patch] == group ? _second[patch] : _best[patch];
            float height = values[patch];
            values[patch] = 1 / (1 + MathF.Exp(_slope * (rival - height)) + MathF.Exp(_slope * (_level - height)));
        }

        return values;
    }

    /// <summary>Heights of some consecutive texts in each patch, an array a text.</summary>
    private void Measure(int first, ReadOnlySpan<float[]> heights)
    {
        RowProducts.Multiply(Tokens.Patches, _directions.AsSpan(first * _width, heights.Length * _width), _width, heights);
        for (int i = 0; i < heights.Length; i++)
        {
            TensorPrimitives.Subtract(heights[i], _offsets[first + i], heights[i]);
        }
    }

    private void Compete(int group, float[] heights)
    {
        for (int patch = 0; patch < heights.Length; patch++)
        {
            float height = heights[patch];
            if (height > _best[patch])
            {
                if (_winner[patch] != group)
                {
                    _second[patch] = _best[patch];
                }

                (_best[patch], _winner[patch]) = (height, group);
            }
            else if (height > _second[patch] && _winner[patch] != group)
            {
                _second[patch] = height;
            }
        }
    }
}
