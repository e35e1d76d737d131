namespace ClipSurgery;

/// <summary>How often something was mended.</summary>
/// <param name="Rule">The rule that was broken; its <see cref="CocoRule.Fix"/> says what was done.</param>
/// <param name="Count">In how many places.</param>
public sealed record CocoRepairCount(CocoRule Rule, long Count);

/// <summary>
/// Writes corrected copies of COCO files. What no rule knows stays as it is, and so does what only a person can mend:
/// <see cref="CocoValidator"/> finds that in the copy.
/// </summary>
public static class CocoRepair
{
    /// <summary>Writes a copy, which may take the place of the file itself once it is complete.</summary>
    /// <param name="path">The file.</param>
    /// <param name="output">The file to write.</param>
    /// <param name="pictureFolder">The folder that file names are relative to, for sizes that the file lacks, or null.</param>
    /// <returns>What was mended, in ordinal order of the rules' ids.</returns>
    /// <exception cref="ClipSurgeryException">The file cannot be read or is not COCO, or the copy cannot be written.</exception>
    public static IReadOnlyList<CocoRepairCount> Write(string path, string output, string? pictureFolder = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentException.ThrowIfNullOrEmpty(output);
        try
        {
            CocoIndex index = CocoIndex.Read(path, pictureFolder);
            SortedDictionary<string, CocoRepairCount> counts = new(StringComparer.Ordinal);
            JsonFile.Write(output, json =>
            {
                foreach (CocoFinding finding in CocoInspection.Run(path, index, json).Where(finding => finding.CanBeFixed))
                {
                    long before = counts.TryGetValue(finding.Rule.Id, out CocoRepairCount? count) ? count.Count : 0;
                    counts[finding.Rule.Id] = new CocoRepairCount(finding.Rule, before + 1);
                }
            });
            return [.. counts.Values];
        }
        catch (CocoSyntaxException error)
        {
            throw new ClipSurgeryException(error.Message, error);
        }
    }
}
