namespace ClipSurgery.Tools;

/// <summary>Descriptions of commands, with examples.</summary>
internal static class Help
{
    public static string Text(string description, params string[] examples) =>
        string.Join(Environment.NewLine, [description, "", "  Examples:", .. examples.Select(example => $"    {example}")]);
}
