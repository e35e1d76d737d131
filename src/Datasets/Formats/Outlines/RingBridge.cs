namespace ClipSurgery;

/// <summary>
/// Makes one ring of an object's parts and holes, for formats that have no other way to say it. Each ring is reached over a
/// bridge between its nearest corner and what is joined so far, and left over the same bridge: the two directions cancel each
/// other, so the fill is exact under the even-odd and, as holes run the other way round, under the non-zero rule.
/// </summary>
internal sealed class RingBridge
{
    private readonly List<double> _x = [];
    private readonly List<double> _y = [];

    /// <summary>The corner that follows each on its ring, and on the joined one.</summary>
    private readonly List<int> _next = [];

    /// <summary>Joins rings <c>[x0, y0, x1, y1, …]</c> such as <see cref="Mask.Boundaries"/>, in their order.</summary>
    /// <param name="rings">One ring or more.</param>
    /// <param name="cancellation">Looked at before each ring: noise has thousands.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static double[] Join(IReadOnlyList<double[]> rings, CancellationToken cancellation = default)
    {
        if (rings.Count == 1)
        {
            return rings[0];
        }

        RingBridge bridge = new();
        int[] starts = [.. rings.Select(bridge.Add)];
        CornerTree joined = new([.. bridge._x], [.. bridge._y]);
        joined.AddRange(0, rings[0].Length / 2);
        for (int ring = 1; ring < rings.Count; ring++)
        {
            cancellation.ThrowIfCancellationRequested();
            int count = rings[ring].Length / 2;
            (int here, int there) = joined.Nearest(starts[ring], count);
            bridge.Connect(here, there);
            joined.AddRange(starts[ring], count);
        }

        return bridge.Walk();
    }

    /// <summary>Adds a ring, joined to nothing; the number of its first corner.</summary>
    private int Add(double[] ring)
    {
        int start = _x.Count;
        for (int i = 0; i < ring.Length; i += 2)
        {
            AddCorner(ring[i], ring[i + 1], next: _x.Count + 1);
        }

        _next[^1] = start;
        return start;
    }

    private int AddCorner(double x, double y, int next)
    {
        _x.Add(x);
        _y.Add(y);
        _next.Add(next);
        return _x.Count - 1;
    }

    /// <summary>Goes from one corner to another, around its ring and back; where they touch there is no bridge to walk.</summary>
    private void Connect(int here, int there)
    {
        if (_x[here] == _x[there] && _y[here] == _y[there])
        {
            (_next[here], _next[there]) = (_next[there], _next[here]);
            return;
        }

        int back = AddCorner(_x[here], _y[here], next: _next[here]);
        int arrival = AddCorner(_x[there], _y[there], next: _next[there]);
        _next[here] = arrival;
        _next[there] = back;
    }

    private double[] Walk()
    {
        double[] ring = new double[2 * _x.Count];
        int length = 0;
        int corner = 0;
        do
        {
            ring[length++] = _x[corner];
            ring[length++] = _y[corner];
            corner = _next[corner];
        }
        while (corner != 0);

        return ring[..length];
    }
}
