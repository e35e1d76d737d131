namespace ClipSurgery;

/// <summary>What CLIP says of whole pictures, at the size that it was trained at, where it knows best. For one thread at a time.</summary>
/// <param name="folder">The folder of the pictures.</param>
/// <param name="limits">Which pictures are taken on.</param>
internal sealed class PictureTokens(string folder, ImageLimits limits)
{
    private readonly Dictionary<string, float[]> _tokens = new(StringComparer.Ordinal);
    private readonly List<string> _problems = [];

    /// <summary>One line for each picture that cannot be read any more.</summary>
    public IReadOnlyList<string> Problems => _problems;

    /// <summary>The class token of a picture, of length 1; null where it was not looked at, or cannot be read.</summary>
    public float[]? Of(string fileName) => _tokens.GetValueOrDefault(fileName);

    /// <summary>Looks at a picture.</summary>
    public void Add(ClipModel clip, string fileName, CancellationToken cancellationToken)
    {
        try
        {
            RgbImage image = PictureFolder.Read(folder, fileName, limits).Image;
            int side = clip.Config.TrainedSize;
            _tokens[fileName] = clip.Encode(image, side, side, cancellationToken).Cls.ToArray();
        }
        catch (ClipSurgeryException error)
        {
            _problems.Add(error.Message);
        }
    }
}
