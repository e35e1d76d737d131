namespace ClipSurgery;

/// <summary>
/// A value that was read from, or assumed for, a checkpoint, and where it comes from: what <c>convert</c> prints.
/// </summary>
/// <param name="Name">What it is, such as "activation".</param>
/// <param name="Value">Its value.</param>
/// <param name="Source">Where it comes from: a file, the tensors' shapes, an option, a name, or a default.</param>
public sealed record CheckpointSetting(string Name, string Value, string Source);

/// <summary>Collects a checkpoint's settings and the warnings about them.</summary>
internal sealed class CheckpointSettings
{
    private readonly List<CheckpointSetting> _all = [];
    private readonly List<string> _warnings = [];

    public IReadOnlyList<CheckpointSetting> All => _all;

    /// <summary>What a user should know before the model is used, one line each.</summary>
    public IReadOnlyList<string> Warnings => _warnings;

    /// <summary>Takes the first candidate that has a value, and notes where it comes from.</summary>
    public T Choose<T>(string name, params ReadOnlySpan<(object? Value, string Source)> candidates)
    {
        foreach ((object? value, string source) in candidates)
        {
            if (value is not null)
            {
                Note(name, Describe(value), source);
                return (T)value;
            }
        }

        throw new InvalidOperationException($"No candidate for {name} has a value.");
    }

    public void Note(string name, string value, string source) => _all.Add(new CheckpointSetting(name, value, source));

    public void Warn(string warning) => _warnings.Add(warning);

    private static string Describe(object value) => value switch
    {
        IEnumerable<float> numbers => string.Join(", ", numbers),
        (int width, int height) => $"{width}x{height}",
        _ => $"{value}",
    };
}
