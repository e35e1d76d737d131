namespace ClipSurgery;

/// <summary>
/// Finds the nearest of many corners in about logarithmic time: a tree that halves them by x and by y in turn (Bentley,
/// "Multidimensional binary search trees used for associative searching", 1975). Corners take part once they are added.
/// </summary>
internal sealed class CornerTree
{
    private readonly double[] _x;
    private readonly double[] _y;

    /// <summary>The corners in the order of the tree: the one in the middle of a stretch divides it.</summary>
    private readonly int[] _corners;

    /// <summary>The place of each corner in that order.</summary>
    private readonly int[] _places;

    /// <summary>For each place the number of added corners in the stretch that it divides.</summary>
    private readonly int[] _added;

    /// <param name="x">The x of every corner.</param>
    /// <param name="y">Their y.</param>
    public CornerTree(double[] x, double[] y)
    {
        (_x, _y) = (x, y);
        _corners = [.. Enumerable.Range(0, x.Length)];
        _places = new int[x.Length];
        _added = new int[x.Length];
        Build(0, x.Length, isByX: true);
        for (int place = 0; place < _corners.Length; place++)
        {
            _places[_corners[place]] = place;
        }
    }

    /// <summary>Lets corners take part.</summary>
    public void AddRange(int start, int count)
    {
        for (int corner = start; corner < start + count; corner++)
        {
            (int from, int to) = (0, _corners.Length);
            int middle;
            do
            {
                middle = (from + to) / 2;
                _added[middle]++;
                (from, to) = _places[corner] < middle ? (from, middle) : (middle + 1, to);
            }
            while (middle != _places[corner]);
        }
    }

    /// <summary>
    /// Of the corners that were added and of some others, the two that are closest to each other; the first among equals.
    /// </summary>
    public (int Here, int There) Nearest(int start, int count)
    {
        Search search = new() { Squared = double.PositiveInfinity };
        for (int corner = start; corner < start + count && search.Squared > 0; corner++)
        {
            search.From = corner;
            Find(ref search, 0, _corners.Length, isByX: true);
        }

        return (search.Here, search.There);
    }

    private void Find(ref Search search, int from, int to, bool isByX)
    {
        int middle = (from + to) / 2;
        if (from >= to || _added[middle] == 0)
        {
            return;
        }

        int corner = _corners[middle];
        (double x, double y) = (_x[search.From] - _x[corner], _y[search.From] - _y[corner]);
        double squared = x * x + y * y;
        if ((squared < search.Squared || (squared == search.Squared && corner < search.Here)) && IsAdded(from, middle, to))
        {
            search = search with { Squared = squared, Here = corner, There = search.From };
        }

        double aside = isByX ? x : y;
        (int From, int To) near = aside < 0 ? (from, middle) : (middle + 1, to);
        (int From, int To) far = aside < 0 ? (middle + 1, to) : (from, middle);
        Find(ref search, near.From, near.To, !isByX);
        if (aside * aside <= search.Squared)
        {
            Find(ref search, far.From, far.To, !isByX);
        }
    }

    /// <summary>Whether the corner that divides a stretch takes part itself: the stretch has one more than its halves.</summary>
    private bool IsAdded(int from, int middle, int to) => _added[middle] > AddedIn(from, middle) + AddedIn(middle + 1, to);

    private int AddedIn(int from, int to) => from < to ? _added[(from + to) / 2] : 0;

    private void Build(int from, int to, bool isByX)
    {
        if (to - from <= 1)
        {
            return;
        }

        int middle = (from + to) / 2;
        Divide(isByX ? _x : _y, from, to - 1, middle);
        Build(from, middle, !isByX);
        Build(middle + 1, to, !isByX);
    }

    /// <summary>Puts the corner that sorting would put there at a place, smaller ones before it and greater ones behind (Hoare).</summary>
    private void Divide(double[] keys, int first, int last, int place)
    {
        while (first < last)
        {
            double pivot = keys[_corners[(first + last) / 2]];
            (int low, int high) = (first, last);
            while (low <= high)
            {
                while (keys[_corners[low]] < pivot)
                {
                    low++;
                }

                while (keys[_corners[high]] > pivot)
                {
                    high--;
                }

                if (low <= high)
                {
                    (_corners[low], _corners[high]) = (_corners[high], _corners[low]);
                    low++;
                    high--;
                }
            }

            if (place <= high)
            {
                last = high;
            }
            else if (place >= low)
            {
                first = low;
            }
            else
            {
                return;
            }
        }
    }

    private record struct Search(int From, double Squared, int Here, int There);
}
