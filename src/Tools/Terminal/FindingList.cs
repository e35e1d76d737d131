namespace ClipSurgery.Tools;

/// <summary>Prints findings as they come: for people some of every rule, for programs all.</summary>
/// <param name="console">Where to.</param>
/// <param name="writesJson">True for one JSON object a line.</param>
internal sealed class FindingList(ToolConsole console, bool writesJson)
{
    private const int MostOfARule = 20;

    private readonly SortedDictionary<string, int> _countOfRule = new(StringComparer.Ordinal);
    private int _warningCount;

    public int ErrorCount { get; private set; }

    public void Add(CocoFinding finding)
    {
        bool isError = finding.Rule.Severity == CocoSeverity.Error;
        ErrorCount += isError ? 1 : 0;
        _warningCount += isError ? 0 : 1;
        int count = _countOfRule.GetValueOrDefault(finding.Rule.Id) + 1;
        _countOfRule[finding.Rule.Id] = count;
        if (writesJson)
        {
            WriteJson(finding, isError);
        }
        else if (count <= MostOfARule)
        {
            console.Data.WriteLine(PlainText.Message($"{finding}"));
        }
    }

    /// <summary>Tells what was not shown, and the numbers of errors and warnings.</summary>
    public void Finish(string file)
    {
        foreach ((string rule, int count) in _countOfRule.Where(rule => !writesJson && rule.Value > MostOfARule))
        {
            console.Data.WriteLine($"{file}: {rule}: and {count - MostOfARule} more");
        }

        console.Done($"{file}: {Counted(ErrorCount, "error")}, {Counted(_warningCount, "warning")}");
    }

    private static string Counted(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";

    private void WriteJson(CocoFinding finding, bool isError) => JsonLine.Write(console.Data, json =>
    {
        json.WriteString("file", finding.File);
        json.WriteNumber("line", finding.Line);
        json.WriteNumber("column", finding.Column);
        json.WriteString("rule", finding.Rule.Id);
        json.WriteString("severity", isError ? "error" : "warning");
        json.WriteString("entry", finding.Entry);
        json.WriteString("found", finding.Found);
        json.WriteString("expected", finding.Rule.Expected);
        json.WriteString("remedy", finding.Remedy);
    });
}
