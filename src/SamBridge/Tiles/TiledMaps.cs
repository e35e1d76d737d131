namespace ClipSurgery;

/// <summary>
/// Maps of a large picture from windows. Feature surgery measures what is redundant once, with the class token of the whole picture, and is
/// linear in the patches: so averaging the windows' maps is averaging their tokens.
/// </summary>
/// <param name="clip">The model.</param>
/// <param name="texts">Texts without duplicates.</param>
/// <param name="context">What the redundant features are measured over.</param>
/// <param name="learned">What was learned of each text, or null.</param>
internal sealed class TiledMaps(ClipModel clip, IReadOnlyList<string> texts, LabelContext context, IReadOnlyList<LearnedClass?> learned)
{
    /// <summary>The similarity map of each text.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="side">Side of a window in pixels of the picture, at most.</param>
    /// <param name="cancellationToken">Ends a running inference.</param>
    public IReadOnlyList<SimilarityMap> Locate(RgbImage image, int side, CancellationToken cancellationToken)
    {
        ImageTokens whole = clip.EncodeRented(image, clip.Config.InputWidth, clip.Config.InputHeight, cancellationToken);
        IReadOnlyList<SimilarityMap> maps = Assemble(image, side, part =>
        {
            ImageTokens tokens = clip.EncodeRented(part, clip.Config.InputWidth, clip.Config.InputHeight, cancellationToken);
            tokens.SetCls(whole.Cls);
            IReadOnlyList<SimilarityMap> located = clip.Locate(tokens, texts, context, cancellationToken);
            tokens.Return();
            return located;
        });
        whole.Return();
        return maps;
    }

    /// <summary>The probability of each text in each patch, in competition with each other and common nouns.</summary>
    /// <inheritdoc cref="Locate"/>
    public IReadOnlyList<SimilarityMap> WeighEvidence(RgbImage image, int side, CancellationToken cancellationToken) =>
        Assemble(image, side, part =>
        {
            using PictureViews views = new(clip, part, cancellationToken);
            return [.. clip.WeighEvidence(views, texts, learned, cancellationToken)];
        });

    private IReadOnlyList<SimilarityMap> Assemble(RgbImage image, int side, Func<RgbImage, IReadOnlyList<SimilarityMap>> look)
    {
        (int windowColumns, int windowRows) = (clip.Config.InputWidth / clip.Config.PatchSize, clip.Config.InputHeight / clip.Config.PatchSize);
        int columns = Patches(image.Width, windowColumns, side);
        int rows = Patches(image.Height, windowRows, side);
        MapMosaic[] mosaics = [.. texts.Select(_ => new MapMosaic(columns, rows))];
        foreach (int row in WindowLayout.Starts(rows, windowRows, Tiling.OverlapOf(windowRows)))
        {
            foreach (int column in WindowLayout.Starts(columns, windowColumns, Tiling.OverlapOf(windowColumns)))
            {
                // Windows begin and end with patches of one grid.
                int x = Pixel(column, columns, image.Width);
                int y = Pixel(row, rows, image.Height);
                RgbImage part = image.Crop(
                    x, y, Pixel(column + windowColumns, columns, image.Width) - x, Pixel(row + windowRows, rows, image.Height) - y, isRented: true);
                foreach ((int text, SimilarityMap map) in look(part).Index())
                {
                    mosaics[text].Add(map, column, row);
                }

                part.Return();
            }
        }

        return [.. mosaics.Zip(texts, (mosaic, text) => mosaic.ToMap(text))];
    }

    /// <summary>Patches along one side of the picture: one window's at least.</summary>
    private static int Patches(int length, int ofWindow, int side) =>
        Math.Max(ofWindow, (int)Math.Ceiling((double)length * ofWindow / side));

    private static int Pixel(int patch, int patches, int length) => (int)Math.Round((double)patch * length / patches);
}
