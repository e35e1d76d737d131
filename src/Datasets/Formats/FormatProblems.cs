namespace ClipSurgery;

/// <summary>What keeps a data set from being written in a format and is known from its names alone.</summary>
internal static class FormatProblems
{
    private const int Shown = 10;

    /// <exception cref="ClipSurgeryException">There is something; the message has all of it.</exception>
    public static void Require(this IDatasetFormat format, LabelledDataset dataset, ExportOptions options) => Throw(
        [.. format.Problems(dataset.Classes, [.. dataset.Images.Select(image => image.FileName)], options)]);

    /// <exception cref="ClipSurgeryException">The list is not empty; the message has all of it.</exception>
    public static void Throw(IReadOnlyList<string> problems)
    {
        if (problems.Count > 0)
        {
            string more = problems.Count > Shown ? $" And {problems.Count - Shown} more." : "";
            throw new ClipSurgeryException(string.Join(' ', problems.Take(Shown)) + more);
        }
    }

    /// <summary>Classes whose names XML cannot hold.</summary>
    public static IEnumerable<string> OfXml(IReadOnlyList<LabelClass> classes) =>
        classes.Select(label => XmlFile.ProblemOf(label.Name)).OfType<string>();
}
