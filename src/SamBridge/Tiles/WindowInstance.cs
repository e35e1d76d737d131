namespace ClipSurgery;

/// <summary>An instance that was found in one window of a picture.</summary>
/// <param name="Instance">The instance, its mask in the whole picture.</param>
/// <param name="Window">Where it was looked for.</param>
/// <param name="IsCut">True where it reaches the window's border inside the picture, so that some of it may lie beyond.</param>
internal sealed record WindowInstance(Instance Instance, PictureWindow Window, bool IsCut)
{
    /// <summary>Masks come from a lower resolution, so that one that is cut may end a little before the border.</summary>
    private const int BorderShare = 128;

    /// <summary>Puts what was found in a window into the picture.</summary>
    /// <param name="found">The instance in the window's pixels.</param>
    /// <param name="window">The window.</param>
    /// <param name="width">Width of the picture.</param>
    /// <param name="height">Height of the picture.</param>
    public static WindowInstance Of(Instance found, PictureWindow window, int width, int height)
    {
        Instance placed = found with
        {
            Mask = Place(found.Mask),
            Prompt = found.Prompt is { } prompt ? Shift(prompt) : null,
            Candidates = [.. found.Candidates.Select(candidate => candidate with { Mask = Place(candidate.Mask) })],
            Region = found.Region is { } region ? Place(region) : null,
        };
        return new WindowInstance(placed, window, !LiesWithin(placed.Mask, window));

        Mask Place(Mask mask) => mask.Place(window.X, window.Y, width, height);

        MaskPrompt Shift(MaskPrompt prompt) => prompt with
        {
            Points = [.. prompt.Points.Select(point => point with { Point = new ImagePoint(point.Point.X + window.X, point.Point.Y + window.Y) })],
            Box = prompt.Box is { } asked ? asked with { X = asked.X + window.X, Y = asked.Y + window.Y } : null,
        };
    }

    /// <summary>Whether a mask ends before the window's borders inside the picture.</summary>
    private static bool LiesWithin(Mask mask, PictureWindow window)
    {
        BoxXywh box = mask.Bounds;
        int nearX = Math.Max(1, window.Width / BorderShare);
        int nearY = Math.Max(1, window.Height / BorderShare);
        return (window.X == 0 || box.X > window.X + nearX)
            && (window.Y == 0 || box.Y > window.Y + nearY)
            && (window.Right == mask.Width || box.Right < window.Right - nearX)
            && (window.Bottom == mask.Height || box.Bottom < window.Bottom - nearY);
    }
}
