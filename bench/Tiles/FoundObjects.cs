namespace ClipSurgery.Bench;

/// <summary>How many objects were found, by masks of an IoU of .5 and the right label.</summary>
internal sealed record FoundObjects(int Objects, int Found, int False, double AP50)
{
    public static FoundObjects Of(CocoDataset truth, IReadOnlyList<(long Image, Instance Instance)> found)
    {
        Dictionary<string, long> ids = truth.Categories.ToDictionary(category => category.Name, category => category.Id);
        CocoAnnotation[] objects = [.. truth.Annotations];
        HashSet<long> matched = [];
        int wrong = 0;
        foreach ((long image, Instance instance) in found.OrderByDescending(one => one.Instance.Score))
        {
            CocoAnnotation? best = objects
                .Where(one => one.ImageId == image && one.CategoryId == ids[instance.Label] && !matched.Contains(one.Id))
                .MaxBy(one => one.Mask.IoU(instance.Mask));
            if (best is not null && best.Mask.IoU(instance.Mask) >= 0.5)
            {
                matched.Add(best.Id);
            }
            else
            {
                wrong++;
            }
        }

        CocoDetection[] detections =
            [.. found.Select(one => new CocoDetection(one.Image, ids[one.Instance.Label], one.Instance.Score, one.Instance.Mask))];
        return new FoundObjects(
            objects.Length, matched.Count, wrong, CocoEvaluation.Evaluate(truth, detections, EvaluationTarget.Masks).AP50);
    }
}
