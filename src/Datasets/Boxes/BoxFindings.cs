namespace ClipSurgery;

/// <summary>What was found in files of boxes, while they are read: one reading tells everything that is to be mended.</summary>
internal sealed class BoxFindings
{
    private readonly List<string> _problems = [];
    private readonly List<string> _leftOut = [];

    /// <summary>What must be mended first, a line each.</summary>
    public IReadOnlyList<string> Problems => _problems;

    /// <summary>Boxes that can have no mask, a line each.</summary>
    public IReadOnlyList<string> LeftOut => _leftOut;

    public void Problem(string line) => _problems.Add(line);

    /// <summary>The part of a box that lies inside the picture; null, and told, where there is none.</summary>
    /// <param name="box">The box.</param>
    /// <param name="width">Width of the picture in the box's unit.</param>
    /// <param name="height">Height of the picture in the box's unit.</param>
    /// <param name="where">File and place.</param>
    public BoxXywh? Inside(BoxXywh box, double width, double height, string where)
    {
        if (!(box.Width > 0 && box.Height > 0))
        {
            _leftOut.Add($"{where}: the box is empty");
            return null;
        }

        BoxXywh inside = BoxClip.Into(box, width, height);
        if (inside is { Width: > 0, Height: > 0 })
        {
            return inside;
        }

        _leftOut.Add($"{where}: the box lies outside the picture");
        return null;
    }
}
