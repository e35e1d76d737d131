namespace ClipSurgery;

/// <summary>
/// Whether a picture is looked at in windows, and how large these are. Windows overlap by a quarter of their side, so that an object that
/// is no longer than that lies whole in one of them.
/// </summary>
public sealed record Tiling
{
    /// <summary>Overlap of neighbours, as a share of a window's side.</summary>
    private const double OverlapShare = 0.25;

    /// <summary>How much smaller than in the picture the models may see things without windows, or in windows of their own choice.</summary>
    private const int UsualReduction = 2;

    /// <summary>Patches that the smallest object wanted has along its side: of fewer, maps show no more than a dot.</summary>
    private const int PatchesOfSmallest = 3;

    private readonly int _patch;
    private readonly int _input;
    private readonly int? _side;

    private Tiling(int input, int patch, int? side)
    {
        _input = input;
        _patch = patch;
        _side = side >= patch || side is null
            ? side
            : throw new ClipSurgeryException(
                $"A window of {side} pixels is smaller than one patch of the model ({patch} pixels); expected {patch} or more, better {UsualReduction * input}.");
    }

    /// <summary>Windows for a CLIP model.</summary>
    /// <param name="clip">The model's sizes.</param>
    /// <param name="side">Side of a window in pixels of the picture; null to choose it for each picture.</param>
    /// <exception cref="ClipSurgeryException">The side is smaller than a patch of the model.</exception>
    public static Tiling Of(ClipConfig clip, int? side = null)
    {
        ArgumentNullException.ThrowIfNull(clip);
        return new Tiling(Math.Max(clip.InputWidth, clip.InputHeight), clip.PatchSize, side);
    }

    /// <summary>Windows for a model that reads texts itself.</summary>
    /// <param name="sam">The model.</param>
    /// <param name="side">As in <see cref="Of(ClipConfig, int?)"/>.</param>
    /// <exception cref="ClipSurgeryException">The side is smaller than a patch of the model.</exception>
    public static Tiling Of(SamModel sam, int? side = null)
    {
        ArgumentNullException.ThrowIfNull(sam);
        const int Patch = 16;
        return new Tiling(sam.InputSize, Patch, side);
    }

    /// <summary>
    /// The side of a window in pixels of the picture; null for a picture that is looked at as a whole. A side that was given holds for all
    /// pictures that are larger. Without one a window is twice the model's input, or less where the smallest object wanted would have fewer
    /// than three patches, but no less than the input; and a picture is cut where it is longer than two windows.
    /// </summary>
    /// <param name="width">Width of the picture in pixels.</param>
    /// <param name="height">Height of the picture in pixels.</param>
    /// <param name="smallestShare">The smallest object wanted, as a share of the picture's area, 0 to 1; 0 for any.</param>
    public int? SideFor(int width, int height, double smallestShare = 0)
    {
        int longer = Math.Max(width, height);
        if (_side is { } given)
        {
            return longer > given ? given : null;
        }

        int usual = UsualReduction * _input;
        double smallest = Math.Sqrt(smallestShare * width * height);
        int side = smallest > 0
            ? Math.Clamp((int)(smallest * _input / _patch / PatchesOfSmallest), _input, usual)
            : usual;
        return longer > 2 * side ? side : null;
    }

    /// <summary>Least overlap of neighbouring windows of a side, in pixels.</summary>
    internal static int OverlapOf(int side) => (int)(side * OverlapShare);

    /// <summary>What results depend on: <c>auto</c>, or the side.</summary>
    public override string ToString() => _side is { } side ? $"{side}" : "auto";
}
