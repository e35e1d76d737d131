using System.Text.Json;

namespace ClipSurgery;

/// <summary>What the annotations of a picture say of its size.</summary>
internal enum SizeVerdict
{
    /// <summary>Nothing against it.</summary>
    Fits,

    /// <summary>Some do not fit, and all of them do with the sides exchanged.</summary>
    Swapped,

    /// <summary>Some speak for exchanged sides and others against it, or there is another explanation: a person decides.</summary>
    Doubtful,
}

/// <summary>How far the annotations of one picture reach.</summary>
internal sealed class PictureExtent
{
    /// <summary>Pixels by which outlines may leave a picture.</summary>
    private const double Slack = 1.5;

    /// <summary>Share of the longer side that must be left to count against a size: less is cut off.</summary>
    private const double FarOutside = .05;

    private double _right;
    private double _bottom;

    /// <summary>Without boxes that may be two corners.</summary>
    private double _sureRight;
    private double _sureBottom;

    private PictureSize? _runs;
    private bool _runsDiffer;
    private bool _anyRunsAgree;
    private bool _allRunsAgree = true;

    public void AddCorners(JsonElement polygons)
    {
        JsonElement? before = null;
        foreach (JsonElement item in polygons.EnumerateArray())
        {
            if (item.ValueKind == JsonValueKind.Array)
            {
                AddCorners(item);
            }
            else if (before is JsonElement x)
            {
                Reach(NonFiniteNumbers.Finite(x) ?? 0, NonFiniteNumbers.Finite(item) ?? 0, isSure: true);
                before = null;
            }
            else
            {
                before = item;
            }
        }
    }

    public void AddBox(BoxXywh box) => Reach(box.Right, box.Bottom, isSure: box.Width <= box.X || box.Height <= box.Y);

    /// <param name="segmentation">Run lengths.</param>
    /// <param name="size">Their size; null where it is none.</param>
    /// <param name="box">The annotation's box, or null.</param>
    /// <param name="picture">The size of the picture where it is known: a mask of that size is not decoded.</param>
    public void AddRuns(JsonElement segmentation, PictureSize? size, BoxXywh? box, PictureSize? picture)
    {
        _runsDiffer |= size is null || _runs is not null && _runs != size;
        _runs ??= size;
        if (size is PictureSize stated && stated != picture)
        {
            bool agrees = box is BoxXywh around && RunLengthRules.ReadPlain(segmentation, stated) is Mask mask
                && BoxRules.IsNear(around, mask.Bounds);
            _anyRunsAgree |= agrees;
            _allRunsAgree &= agrees;
        }
    }

    public SizeVerdict Judge(PictureSize size)
    {
        double slack = Math.Max(Slack, FarOutside * Math.Max(size.Width, size.Height));
        PictureSize swapped = size.Swapped;
        bool runsSpeakForSwapped = _runs == swapped && _anyRunsAgree && !_runsDiffer;
        bool isFarOutside = _right > size.Width + slack || _bottom > size.Height + slack;
        if (swapped == size || !runsSpeakForSwapped && !isFarOutside)
        {
            return SizeVerdict.Fits;
        }

        if (Fits(swapped))
        {
            bool isSure = runsSpeakForSwapped || _sureRight > size.Width + slack || _sureBottom > size.Height + slack;
            return isSure ? SizeVerdict.Swapped : SizeVerdict.Doubtful;
        }

        return runsSpeakForSwapped ? SizeVerdict.Doubtful : SizeVerdict.Fits;
    }

    /// <summary>True where all annotations lie in a picture of that size.</summary>
    public bool Fits(PictureSize size) =>
        _right <= size.Width + Slack && _bottom <= size.Height + Slack
        && (_runs is null && !_runsDiffer || _runs == size && !_runsDiffer && _allRunsAgree);

    private void Reach(double x, double y, bool isSure)
    {
        (_right, _bottom) = (Math.Max(_right, x), Math.Max(_bottom, y));
        if (isSure)
        {
            (_sureRight, _sureBottom) = (Math.Max(_sureRight, x), Math.Max(_sureBottom, y));
        }
    }
}
