namespace ClipSurgery;

/// <summary>
/// The functions that a model defines, and who uses them. The runtime puts a function's operators in place of every use, so few
/// lines can grow without bound: the operators are counted as they will be.
/// </summary>
internal sealed class OnnxFunctions
{
    /// <summary>The model's own graph, as one that uses functions.</summary>
    public const int Graph = -1;

    private readonly Dictionary<(string Domain, string Name, string Overload), int> _numbers = [];
    private readonly Dictionary<int, int> _nodes = [];
    private readonly Dictionary<int, List<int>> _uses = [];

    /// <summary>Adds a function; they are numbered from 0 in their order.</summary>
    /// <returns>False where there is one of that name.</returns>
    public bool Define(string domain, string name, string overload) => _numbers.TryAdd((domain, name, overload), _numbers.Count);

    /// <summary>Counts an operator.</summary>
    /// <param name="user">The function whose body it is in, or <see cref="Graph"/>.</param>
    /// <param name="domain">The operator's domain.</param>
    /// <param name="name">The operator's name.</param>
    /// <param name="overload">Which of several functions of that name.</param>
    /// <returns>True where it stands for a function of the model.</returns>
    public bool Use(int user, string domain, string name, string overload)
    {
        if (!_numbers.TryGetValue((domain, name, overload), out int function))
        {
            _nodes[user] = _nodes.GetValueOrDefault(user) + 1;
            return false;
        }

        _uses.TryAdd(user, []);
        _uses[user].Add(function);
        return true;
    }

    /// <summary>The operators of the graph with all functions in place, at most one more than the limit.</summary>
    /// <returns>Null where functions use each other too deeply, or in a circle.</returns>
    public long? CountNodes() => CountNodes(Graph, 0, []);

    private long? CountNodes(int user, int depth, Dictionary<int, long> known)
    {
        if (depth > OnnxLimits.Nesting)
        {
            return null;
        }

        if (known.TryGetValue(user, out long count))
        {
            return count;
        }

        count = _nodes.GetValueOrDefault(user);
        foreach (int function in _uses.GetValueOrDefault(user, []))
        {
            if (CountNodes(function, depth + 1, known) is not long inside)
            {
                return null;
            }

            count = Math.Min(count + inside, OnnxLimits.Nodes + 1);
        }

        known.Add(user, count);
        return count;
    }
}
