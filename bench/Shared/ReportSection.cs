using System.Text;

namespace ClipSurgery.Bench;

/// <summary>
/// What a benchmark prints, and where it goes in the end: between two comments of <c>docs/performance.md</c> that bear its name.
/// </summary>
internal sealed class ReportSection : TextWriter
{
    private const string Document = "docs/performance.md";
    private readonly TextWriter _console = Console.Out;
    private readonly StringBuilder _text = new();
    private readonly string _name;

    public ReportSection(string name)
    {
        _name = name;
        Console.SetOut(this);
    }

    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value)
    {
        _console.Write(value);
        _text.Append(value);
    }

    /// <summary>Puts it into the document in place of what an earlier run has put there.</summary>
    public void Keep()
    {
        string text = File.ReadAllText(Document);
        int begin = text.IndexOf('\n', text.IndexOf($"<!-- {_name}: begin", StringComparison.Ordinal)) + 1;
        int end = text.IndexOf($"<!-- {_name}: end", StringComparison.Ordinal);
        File.WriteAllText(Document, $"{text[..begin]}\n{_text.ToString().Trim()}\n\n{text[end..]}");
    }
}
