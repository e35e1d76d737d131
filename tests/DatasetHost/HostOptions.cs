using System.Globalization;

namespace ClipSurgery.Tests;

/// <summary>The command line of the host: a verb and pairs of a name and a value.</summary>
internal sealed class HostOptions
{
    private readonly Dictionary<string, string> _values;

    public HostOptions(string[] args)
    {
        Verb = args[0];
        _values = args.Skip(1).Chunk(2).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
    }

    public string Verb { get; }

    /// <summary>The run's folder.</summary>
    public string Output => _values["--output"];

    /// <summary>The folder of real pictures that are read.</summary>
    public string Pictures => _values["--pictures"];

    /// <summary>How many fake pictures there are.</summary>
    public int Count => Number("--count", 0);

    public int Workers => Number("--workers", 1);

    /// <summary>The longest that a fake picture takes, in milliseconds.</summary>
    public int Delay => Number("--delay", 0);

    /// <summary>The picture at which the process ends; null for none.</summary>
    public string? Dies => _values.GetValueOrDefault("--dies");

    /// <summary>The one picture to try.</summary>
    public string Name => _values["--name"];

    private int Number(string name, int otherwise) =>
        _values.TryGetValue(name, out string? value) ? int.Parse(value, CultureInfo.InvariantCulture) : otherwise;
}
