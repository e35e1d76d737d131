using System.Numerics.Tensors;

namespace ClipSurgery;

/// <summary>Where the embeddings of a picture are measured from in each view: the same places as in <see cref="TextEvidence"/>.</summary>
internal sealed class PictureCentres
{
    private readonly float[] _fine;
    private readonly float[] _coarse;
    private readonly float[] _look;

    public PictureCentres(ClipModel clip, PictureViews views, CancellationToken cancellationToken)
    {
        float share = new EvidenceSettings().OwnShare;
        (int Width, int Height)[] sizes = PictureViews.Sizes(clip.Config);
        float[] shift = new float[clip.Config.EmbeddingWidth];
        _fine = CentreOf(views.Fine, sizes[0]);
        _coarse = CentreOf(views.Coarse, sizes[1]);
        _look = clip.Background.Parts(cancellationToken).MovedCentre(shift, share);

        float[] CentreOf(ImageTokens tokens, (int Width, int Height) size)
        {
            PictureBackground background = clip.Background.Pictures(size.Width, size.Height, cancellationToken);
            float[] own = background.ShiftOf(tokens);
            TensorPrimitives.MultiplyAdd(own, 0.5f, shift, shift);
            return background.MovedCentre(own, share);
        }
    }

    public float[] FromFine(ReadOnlySpan<float> rows) => From(_fine, rows);

    public float[] FromCoarse(ReadOnlySpan<float> rows) => From(_coarse, rows);

    public float[] FromLook(ReadOnlySpan<float> rows) => From(_look, rows);

    private static float[] From(float[] centre, ReadOnlySpan<float> rows)
    {
        float[] centred = rows.ToArray();
        for (int start = 0; start < centred.Length; start += centre.Length)
        {
            Span<float> row = centred.AsSpan(start, centre.Length);
            TensorPrimitives.Subtract(row, centre, row);
        }

        return centred;
    }
}
