namespace ClipSurgery;

/// <summary>The classes that a ground truth can judge.</summary>
/// <param name="Labels">What is looked for.</param>
/// <param name="Pairs">Each class with the label that the ground truth has for it.</param>
/// <param name="Unknown">Classes that were asked for, and that the ground truth does not have.</param>
internal sealed record TruthClasses(
    LabelSet Labels, IReadOnlyList<(string Class, string Label)> Pairs, IReadOnlyList<string> Unknown)
{
    /// <summary>Those of a label set, matched by name, whatever the case; or all labels of the ground truth, each its own prompt.</summary>
    /// <exception cref="ClipSurgeryException">The ground truth has none of the classes.</exception>
    public static TruthClasses Of(EvaluationSet truth, LabelSet? labels)
    {
        LabelSet asked = labels ?? LabelSet.FromTexts(truth.Labels);
        Dictionary<string, string> known = truth.Labels.ToDictionary(label => label, DistinctTexts.Comparer);
        LabelClass[] found = [.. asked.Classes.Where(label => known.ContainsKey(label.Name) && label.Prompts.Count > 0)];
        return found.Length > 0
            ? new TruthClasses(
                asked with { Classes = [.. found.Select(label => label with { Presence = null })] },
                [.. found.Select(label => (label.Name, known[label.Name]))],
                [.. asked.Classes.Except(found).Select(label => label.Name)])
            : throw new ClipSurgeryException(
                $"The truth has none of the labels ({QuotedText.Short(string.Join(", ", asked.Classes.Select(label => label.Name)))}), but " +
                $"{QuotedText.Short(string.Join(", ", truth.Labels))}; give labels with these names.");
    }
}
