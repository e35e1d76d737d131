namespace ClipSurgery;

/// <summary>The file cannot be read on from here; the finding says why.</summary>
internal sealed class CocoSyntaxException(CocoFinding finding) : Exception(finding.ToString())
{
    public CocoFinding Finding { get; } = finding;
}
