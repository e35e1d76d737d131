namespace ClipSurgery;

/// <summary>
/// Collects runs into COCO's only form: neighbours of one kind are joined, empty ones are dropped, the first is outside.
/// </summary>
internal sealed class RunList
{
    private readonly List<int> _runs = [];

    public void Add(bool inside, int length)
    {
        if (length == 0)
        {
            return;
        }

        bool nextIsInside = (_runs.Count & 1) == 1;
        if (nextIsInside == inside)
        {
            _runs.Add(length);
        }
        else if (_runs.Count == 0)
        {
            _runs.Add(0);
            _runs.Add(length);
        }
        else
        {
            _runs[^1] += length;
        }
    }

    public int[] ToArray() => [.. _runs];

    /// <summary>Runs from the places where a scan changes sides. Two changes in one place cancel each other.</summary>
    /// <param name="sortedChanges">Ascending column-major pixel indices, 0 to <paramref name="pixels"/>.</param>
    /// <param name="pixels">Number of pixels.</param>
    public static int[] FromChanges(ReadOnlySpan<int> sortedChanges, int pixels)
    {
        RunList runs = new();
        bool inside = false;
        int position = 0;
        foreach (int change in sortedChanges)
        {
            runs.Add(inside, change - position);
            position = change;
            inside = !inside;
        }

        runs.Add(inside, pixels - position);
        return runs.ToArray();
    }
}
