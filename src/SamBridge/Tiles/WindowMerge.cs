namespace ClipSurgery;

/// <summary>
/// One list of instances from those of overlapping windows. What was found whole goes before what a border cuts; pieces of one thing on
/// both sides of a border become one instance; a piece that one window alone sees is left out, since its neighbour sees as much of the thing
/// and does not find it. Of two answers for one thing the surer one is kept.
/// </summary>
internal sealed class WindowMerge
{
    /// <summary>Share of the smaller mask that lies in a surer one of its label, from which on it is the same thing or a part of it.</summary>
    private const double PartOfOneLabel = 0.85;

    private readonly List<WindowInstance> _kept = [];

    /// <summary>The instances of the picture, in no order that means anything but always the same.</summary>
    /// <param name="found">What was found, window by window.</param>
    public static IReadOnlyList<Instance> Merge(IReadOnlyList<WindowInstance> found)
    {
        WindowMerge merge = new();
        merge.Keep(found.Where(one => !one.IsCut));
        merge.Keep(Join([.. found.Where(one => one.IsCut)]));
        return [.. merge._kept.Select(one => one.Instance)];
    }

    private void Keep(IEnumerable<WindowInstance> candidates)
    {
        foreach (WindowInstance candidate in candidates.OrderByDescending(one => one.Instance.Score))
        {
            if (!_kept.Exists(kept => IsSameThing(kept, candidate)))
            {
                _kept.Add(candidate);
            }
        }
    }

    /// <summary>Pieces of one label that show the same in the strip that two windows share are one.</summary>
    private static List<WindowInstance> Join(List<WindowInstance> free)
    {
        List<WindowInstance> joined = [];
        while (free.Count > 0)
        {
            WindowInstance piece = free[0];
            free.RemoveAt(0);
            WindowInstance whole = piece;
            for (int next; (next = free.FindIndex(other => AgreeInTheStrip(whole, other))) >= 0; free.RemoveAt(next))
            {
                whole = Join(whole, free[next]);
            }

            if (whole != piece)
            {
                joined.Add(whole);
            }
        }

        return joined;
    }

    /// <summary>The larger piece tells most about the thing.</summary>
    private static WindowInstance Join(WindowInstance first, WindowInstance second)
    {
        WindowInstance larger = second.Instance.Mask.Area > first.Instance.Mask.Area ? second : first;
        return larger with
        {
            Instance = larger.Instance with { Mask = first.Instance.Mask.Union(second.Instance.Mask) },
            Window = PictureWindow.Around(first.Window, second.Window),
        };
    }

    private static bool AgreeInTheStrip(WindowInstance first, WindowInstance second)
    {
        if (first.Instance.Label != second.Instance.Label)
        {
            return false;
        }

        (Mask a, Mask b) = (first.Instance.Mask, second.Instance.Mask);
        long shared = Shared(a, b);
        return shared > 0
            && shared > RivalLabels.SameThingOfOneLabel * (AreaInside(a, second.Window) + AreaInside(b, first.Window) - shared);
    }

    /// <summary>Compares in the candidate's window: it knows nothing of what lies outside.</summary>
    private static bool IsSameThing(WindowInstance kept, WindowInstance candidate)
    {
        (Mask surer, Mask other) = (kept.Instance.Mask, candidate.Instance.Mask);
        long shared = Shared(surer, other);
        if (shared == 0)
        {
            return false;
        }

        long visible = AreaInside(surer, candidate.Window);
        long union = visible + other.Area - shared;
        return kept.Instance.Label == candidate.Instance.Label
            ? shared > RivalLabels.SameThingOfOneLabel * union || shared > PartOfOneLabel * Math.Min(visible, other.Area)
            : shared > RivalLabels.SameThing * union;
    }

    private static long Shared(Mask first, Mask second) =>
        RunGeometry.Overlap(first.Bounds, second.Bounds) ? first.IntersectionArea(second) : 0;

    private static long AreaInside(Mask mask, PictureWindow window)
    {
        BoxXywh box = mask.Bounds;
        return box.X >= window.X && box.Y >= window.Y && box.Right <= window.Right && box.Bottom <= window.Bottom
            ? mask.Area
            : mask.IntersectionArea(RectangleMask.Of(mask.Width, mask.Height, window.Box));
    }
}
