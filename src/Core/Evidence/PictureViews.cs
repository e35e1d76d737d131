namespace ClipSurgery;

/// <summary>A whole picture as CLIP sees it, at two scales: encoded once, for any number of texts.</summary>
internal sealed class PictureViews : IDisposable
{
    /// <summary>
    /// Side of the coarse view of the picture, as a share of the fine one: large objects fill too many patches of that.
    /// </summary>
    private const double CoarseShare = 2.0 / 3;

    /// <summary>Encodes a picture.</summary>
    /// <param name="clip">The model.</param>
    /// <param name="image">The picture.</param>
    /// <param name="cancellationToken">Ends a running inference.</param>
    public PictureViews(ClipModel clip, RgbImage image, CancellationToken cancellationToken)
    {
        Image = image;
        (int Width, int Height)[] sizes = Sizes(clip.Config);
        Fine = clip.EncodeRented(image, sizes[0].Width, sizes[0].Height, cancellationToken);
        try
        {
            Coarse = clip.EncodeRented(image, sizes[1].Width, sizes[1].Height, cancellationToken);
        }
        catch
        {
            Fine.Return();
            throw;
        }
    }

    /// <summary>The picture.</summary>
    public RgbImage Image { get; }

    /// <summary>The picture at the model's input size.</summary>
    public ImageTokens Fine { get; }

    /// <summary>The picture at a smaller size.</summary>
    public ImageTokens Coarse { get; }

    /// <summary>The sizes at which whole pictures are looked at: the fine one, and the coarse one.</summary>
    public static (int Width, int Height)[] Sizes(ClipConfig config)
    {
        return [(config.InputWidth, config.InputHeight), (Coarser(config.InputWidth), Coarser(config.InputHeight))];

        int Coarser(int side) => Math.Max(1, (int)Math.Round(side * CoarseShare / config.PatchSize)) * config.PatchSize;
    }

    /// <summary>Gives the memory of the tokens back.</summary>
    public void Dispose()
    {
        Fine.Return();
        Coarse.Return();
    }
}
