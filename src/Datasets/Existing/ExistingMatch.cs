namespace ClipSurgery;

/// <summary>Which of the existing and the found instances of one picture stay, by the overlap of their masks.</summary>
internal static class ExistingMatch
{
    /// <summary>The IoU from which on two masks are of the same object.</summary>
    public const double MinIou = 0.5;

    /// <summary>All existing ones, and the found ones that no existing one of whatever class matches.</summary>
    public static IReadOnlyList<LabelledInstance> Merge(
        IReadOnlyList<LabelledInstance> existing, IReadOnlyList<LabelledInstance> found) =>
        [.. existing, .. found.Where(instance => !existing.Any(other => other.Mask.IoU(instance.Mask) >= MinIou))];

    /// <summary>
    /// All found ones, and the existing ones but generated ones of the run's classes, and manual ones that a found one of their
    /// class matches. Crowds stay.
    /// </summary>
    public static IReadOnlyList<LabelledInstance> Replace(
        IReadOnlyList<LabelledInstance> existing, IReadOnlyList<LabelledInstance> found, IReadOnlySet<string> runClasses)
    {
        LabelledInstance[] kept = [.. existing.Where(one => !(IsGenerated(one) && runClasses.Contains(one.Class)))];
        bool[] isReplaced = Replaced(kept, found);
        return [.. kept.Where((_, index) => !isReplaced[index]), .. found];
    }

    private static bool IsGenerated(LabelledInstance instance) =>
        instance is { IsCrowd: false, Score: not null, Prompt: not null };

    /// <summary>
    /// Pairs manual and found instances of one class, each at most once, the highest IoU first; of equal ones the earlier manual
    /// one and the surer found one.
    /// </summary>
    private static bool[] Replaced(LabelledInstance[] kept, IReadOnlyList<LabelledInstance> found)
    {
        List<(int Kept, int Found, double Iou)> pairs = [];
        for (int i = 0; i < kept.Length; i++)
        {
            for (int j = 0; j < found.Count; j++)
            {
                if (!kept[i].IsCrowd && !IsGenerated(kept[i]) && kept[i].Class == found[j].Class
                    && kept[i].Mask.IoU(found[j].Mask) is >= MinIou and double iou)
                {
                    pairs.Add((i, j, iou));
                }
            }
        }

        bool[] isReplaced = new bool[kept.Length];
        bool[] isUsed = new bool[found.Count];
        foreach ((int keptIndex, int foundIndex, _) in pairs
            .OrderByDescending(pair => pair.Iou).ThenBy(pair => pair.Kept).ThenByDescending(pair => found[pair.Found].Score))
        {
            if (!isReplaced[keptIndex] && !isUsed[foundIndex])
            {
                isReplaced[keptIndex] = isUsed[foundIndex] = true;
            }
        }

        return isReplaced;
    }
}
