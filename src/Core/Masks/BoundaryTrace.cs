namespace ClipSurgery;

/// <summary>
/// Follows the pixel edges around the parts of a mask, on runs alone. In every column the mask's vertical stretches have a top
/// edge, walked to the right, and a bottom edge, walked to the left: the inside lies on the right hand. On each line between two
/// columns vertical boundaries join these edges; where two pixels touch at a corner only, the walk turns right and stays with
/// its pixel.
/// </summary>
internal sealed class BoundaryTrace
{
    /// <summary>Horizontal edges, column by column from the top: even ones are tops, odd ones bottoms.</summary>
    private readonly List<Edge> _edges = [];

    /// <summary>Index of the first edge of each column, and the number of edges at the end.</summary>
    private readonly int[] _columnStarts;

    /// <summary>The edge that follows each edge on its ring.</summary>
    private readonly int[] _next;

    private BoundaryTrace(ReadOnlySpan<int> counts, int width, int height)
    {
        _columnStarts = new int[width + 1];
        AddEdges(counts, height);
        _next = new int[_edges.Count];
        for (int line = 0; line <= width; line++)
        {
            Join(line == 0 ? (0, 0) : ColumnOf(line - 1), line == width ? (0, 0) : ColumnOf(line));
        }
    }

    /// <summary>
    /// Rings <c>[x0, y0, x1, y1, …]</c> around the edge-connected parts, clockwise, corners only; holes are reported, not
    /// returned.
    /// </summary>
    public static List<double[]> OuterRings(ReadOnlySpan<int> counts, int width, int height, out bool hasHoles)
    {
        List<double[]> outer = [];
        hasHoles = false;
        foreach ((double[] ring, bool isOuter) in Rings(counts, width, height))
        {
            if (isOuter)
            {
                outer.Add(ring);
            }

            hasHoles |= !isOuter;
        }

        return outer;
    }

    /// <summary>
    /// All rings <c>[x0, y0, x1, y1, …]</c>, corners only: clockwise around the edge-connected parts, the other way around the
    /// holes, whose pixels may hang together by corners. They come in the order of their first edge down the columns, so a part
    /// before its holes.
    /// </summary>
    public static List<(double[] Ring, bool IsOuter)> Rings(ReadOnlySpan<int> counts, int width, int height)
    {
        BoundaryTrace trace = new(counts, width, height);
        List<(double[] Ring, bool IsOuter)> rings = [];
        bool[] isWalked = new bool[trace._next.Length];
        for (int start = 0; start < isWalked.Length; start++)
        {
            if (!isWalked[start])
            {
                double[] ring = trace.Walk(start, isWalked, out bool isOuter);
                rings.Add((ring, isOuter));
            }
        }

        return rings;
    }

    private void AddEdges(ReadOnlySpan<int> counts, int height)
    {
        int position = 0;
        int column = 0;
        for (int i = 0; i < counts.Length; i++)
        {
            int end = position + counts[i];
            while ((i & 1) == 1 && position < end)
            {
                (int x, int top) = Math.DivRem(position, height);
                int length = Math.Min(end - position, height - top);
                while (column < x)
                {
                    _columnStarts[++column] = _edges.Count;
                }

                _edges.Add(new Edge(x, top));
                _edges.Add(new Edge(x, top + length));
                position += length;
            }

            position = end;
        }

        while (column < _columnStarts.Length - 1)
        {
            _columnStarts[++column] = _edges.Count;
        }
    }

    private (int Start, int End) ColumnOf(int x) => (_columnStarts[x], _columnStarts[x + 1]);

    /// <summary>Joins the edges that end on the line between two columns, from the top down.</summary>
    private void Join((int Start, int End) leftColumn, (int Start, int End) rightColumn)
    {
        int left = leftColumn.Start;
        int right = rightColumn.Start;
        bool leftInside = false;
        bool rightInside = false;
        int boundaryTop = -1;
        while (left < leftColumn.End || right < rightColumn.End)
        {
            int leftY = left < leftColumn.End ? _edges[left].Y : int.MaxValue;
            int rightY = right < rightColumn.End ? _edges[right].Y : int.MaxValue;
            bool atLeft = leftY <= rightY;
            bool atRight = rightY <= leftY;
            if (leftInside != rightInside)
            {
                int boundaryBottom = Choose(atLeft, atRight, leftInside, left, right);
                Link(boundaryTop, boundaryBottom, forward: leftInside);
            }
            else if (atLeft && atRight)
            {
                Link(left, right, forward: !leftInside);
            }

            leftInside ^= atLeft;
            rightInside ^= atRight;
            if (leftInside != rightInside)
            {
                boundaryTop = Choose(atLeft, atRight, leftInside, left, right);
            }

            left += atLeft ? 1 : 0;
            right += atRight ? 1 : 0;
        }
    }

    /// <summary>
    /// The edge that a vertical boundary meets: the one there, or at a corner touch the one of the pixel inside.
    /// </summary>
    private static int Choose(bool atLeft, bool atRight, bool leftInside, int left, int right) =>
        (atLeft && atRight ? leftInside : atLeft) ? left : right;

    private void Link(int first, int second, bool forward)
    {
        if (forward)
        {
            _next[first] = second;
        }
        else
        {
            _next[second] = first;
        }
    }

    private double[] Walk(int start, bool[] isWalked, out bool isOuter)
    {
        List<double> corners = [];
        long area = 0;
        int edge = start;
        do
        {
            isWalked[edge] = true;
            (int column, int y) = _edges[edge];
            int next = _next[edge];
            int nextY = _edges[next].Y;
            bool isTop = (edge & 1) == 0;
            area += isTop ? -y : y;
            if (y != nextY)
            {
                int x = isTop ? column + 1 : column;
                corners.AddRange([x, y, x, nextY]);
            }

            edge = next;
        }
        while (edge != start);

        isOuter = area > 0;
        return [.. corners];
    }

    private readonly record struct Edge(int Column, int Y);
}
