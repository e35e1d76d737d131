using System.Diagnostics.CodeAnalysis;

namespace ClipSurgery;

/// <summary>
/// What was used last, by name, up to a number of bytes; the newest stays whatever it takes. Not for several threads at once.
/// </summary>
/// <param name="mostBytes">The bound.</param>
/// <param name="sizeOf">What an entry takes now; it may grow.</param>
internal sealed class RecentlyUsed<T>(long mostBytes, Func<T, long> sizeOf)
    where T : class
{
    private readonly Dictionary<string, LinkedListNode<(string Name, T Value)>> _byName = new(StringComparer.Ordinal);
    private readonly LinkedList<(string Name, T Value)> _newestFirst = [];

    public bool TryGet(string name, [NotNullWhen(true)] out T? value)
    {
        if (!_byName.TryGetValue(name, out LinkedListNode<(string Name, T Value)>? node))
        {
            value = null;
            return false;
        }

        _newestFirst.Remove(node);
        _newestFirst.AddFirst(node);
        value = node.Value.Value;
        return true;
    }

    public void Add(string name, T value) => _byName.Add(name, _newestFirst.AddFirst((name, value)));

    /// <summary>Takes an entry out, if it is there.</summary>
    public void Remove(string name)
    {
        if (_byName.Remove(name, out LinkedListNode<(string Name, T Value)>? node))
        {
            _newestFirst.Remove(node);
        }
    }

    /// <summary>Takes out and gives back what was not used for longest, until the rest fits.</summary>
    public IReadOnlyList<T> Shrink()
    {
        List<T> removed = [];
        long bytes = _newestFirst.Sum(entry => sizeOf(entry.Value));
        while (bytes > mostBytes && _newestFirst.Count > 1)
        {
            (string name, T value) = _newestFirst.Last!.Value;
            bytes -= sizeOf(value);
            removed.Add(value);
            _newestFirst.RemoveLast();
            _byName.Remove(name);
        }

        return removed;
    }

    /// <summary>All of it.</summary>
    public IEnumerable<T> Values => _newestFirst.Select(entry => entry.Value);
}
