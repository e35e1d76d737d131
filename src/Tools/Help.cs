namespace ClipSurgery.Tools;

/// <summary>Descriptions of commands, with examples.</summary>
internal static class Help
{
    public static string Text(string description, params string[] examples) =>
        $"{description}{Environment.NewLine}{Environment.NewLine}  Examples:{Environment.NewLine}{string.Join(Environment.NewLine, examples.Select(example => $"    {example}"))}";
}
