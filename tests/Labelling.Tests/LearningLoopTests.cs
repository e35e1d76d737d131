namespace ClipSurgery.Tests;

/// <summary>
/// The story of docs/learning.md: label, pick, correct, adapt, label again, correct others, calibrate, label the rest. The truth plays the
/// person, who has names for things that the model does not know. What is counted lies in pictures that nobody corrected.
/// </summary>
public sealed class LearningLoopTests : IDisposable
{
    private const int MostLabels = 12;

    private static readonly string Folder = Path.Combine(TestData.Root, "bench", "data", "emoji-dev");

    private readonly ToolProcess _tool = new();
    private readonly EvaluationSet _truth;
    private readonly Dictionary<string, EvaluationPicture> _pictures;

    public LearningLoopTests()
    {
        CocoDataset all = CocoReader.Read(Path.Combine(Folder, "instances.json"));

        // The labels that most pictures have, and the pictures that have one of them.
        long[] often =
        [
            .. all.Annotations.DistinctBy(annotation => (annotation.ImageId, annotation.CategoryId)).CountBy(annotation => annotation.CategoryId)
                .OrderByDescending(label => label.Value).ThenBy(label => label.Key).Take(MostLabels).Select(label => label.Key),
        ];
        CocoAnnotation[] annotations = [.. all.Annotations.Where(annotation => often.Contains(annotation.CategoryId))];
        HashSet<long> ids = [.. annotations.Select(annotation => annotation.ImageId)];
        CocoImage[] images = [.. all.Images.Where(image => ids.Contains(image.Id))];
        _truth = new EvaluationSet(all with
        {
            Images = images,
            Categories = [.. often.Select((id, i) => new CocoCategory(id, $"type {(char)('A' + i)}"))],
            Annotations = annotations,
        });
        _pictures = _truth.Pictures.ToDictionary(picture => picture.Image.FileName);
        Directory.CreateDirectory(_tool["pictures"]);
        foreach (CocoImage image in images)
        {
            File.Copy(Path.Combine(Folder, "images", image.FileName), _tool["pictures", image.FileName]);
        }

        File.WriteAllLines(_tool["labels.txt"], _truth.Labels);
    }

    public void Dispose() => _tool.Dispose();

    [Fact]
    public void Corrected_pictures_teach_the_program_the_others()
    {
        Call("label", "pictures", "--labels", "labels.txt", "--output", "first");
        string[] learned = Correct("first", Call("pick", "first", "--count", "15").Output);
        ToolRun adapt = Call("adapt", "first", "--output", "parts.safetensors");
        File.WriteAllLines(_tool["others.txt"], _pictures.Keys.Except(learned).Order(StringComparer.Ordinal));
        Call("label", "pictures", "--list", "others.txt", "--labels", "labels.txt", "--adapt", "parts.safetensors", "--output", "second");
        string[] judged = Correct("second", Call("pick", "second", "--count", "28").Output);
        ToolRun calibrate = Call("calibrate", "second", "--f1", "--output", "calibration.json");
        string[] rest = [.. _pictures.Keys.Except(learned).Except(judged).Order(StringComparer.Ordinal)];
        File.WriteAllLines(_tool["rest.txt"], rest);
        Call(
            "label", "pictures", "--list", "rest.txt", "--labels", "labels.txt", "--adapt", "parts.safetensors",
            "--calibration", "calibration.json", "--output", "third");

        Outcome before = Measure("first", rest);
        Outcome adapted = Measure("second", rest);
        Outcome calibrated = Measure("third", rest);

        Assert.Equal((15, 28), (learned.Length, judged.Length));
        Assert.Matches("9 classes from 20 objects in 15 pictures: 0 stay with their texts, 0 are mixed, 9 go by their examples alone", adapt.Errors);
        Assert.Matches("5[0-9] instances in 27 pictures, 3[0-9] right", calibrate.Errors);
        Assert.InRange(before.UnionIou, 0, 0.01);
        Assert.InRange(adapted.UnionIou, 0.4, 0.6);
        Assert.InRange(calibrated.UnionIou, 0.4, 0.6);
        Assert.InRange(calibrated.Precision, Math.Max(0.9, adapted.Precision), 1);
    }

    private ToolRun Call(params string[] arguments)
    {
        ToolRun run = _tool.Call(arguments);
        Assert.True(run.ExitCode == 0, run.Errors);
        return run;
    }

    /// <summary>Makes pictures right, as somebody on the page of <c>serve</c> would.</summary>
    /// <returns>Their names.</returns>
    private string[] Correct(string run, string list)
    {
        string[] names = list.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        using LabelWorkspace workspace = LabelWorkspace.Open(_tool[run], null, [], []);
        foreach (string name in names)
        {
            CocoImage image = _pictures[name].Image;
            PictureContent content = new(PictureVersion.Of(_tool["pictures", name])!.Value.Xxh64, image.Width, image.Height, 1);
            EditedPicture found = workspace.Read(name, content);
            HashSet<string> kept = [];
            List<EditedInstance> missing = [];
            foreach ((string label, Mask mask) in _pictures[name].Truth.SelectMany(objects => objects.Value.Select(mask => (objects.Key, mask))))
            {
                EditedInstance? right = found.Instances.FirstOrDefault(
                    instance => instance.Class == label && !kept.Contains(instance.Id) && instance.Mask.IoU(mask) > 0.5);
                if (right is null)
                {
                    missing.Add(new EditedInstance { Class = label, Mask = mask });
                }
                else
                {
                    kept.Add(right.Id);
                }
            }

            workspace.Edit(name, content, new PictureEdit(
                found.Version, missing, [.. found.Instances.Select(instance => instance.Id).Where(id => !kept.Contains(id))], IsDone: true));
        }

        return names;
    }

    /// <summary>What a run found in some pictures.</summary>
    private Outcome Measure(string run, string[] names)
    {
        CocoDataset found = CocoReader.Read(_tool[run, "annotations.json"]);
        Dictionary<long, string> classes = found.Categories.ToDictionary(category => category.Id, category => category.Name);
        List<double> ious = [];
        int right = 0;
        int all = 0;
        foreach (CocoImage image in found.Images.Where(image => names.Contains(image.FileName)))
        {
            ILookup<string, Mask> masks = found.Annotations.Where(annotation => annotation.ImageId == image.Id)
                .ToLookup(annotation => classes[annotation.CategoryId], annotation => annotation.Mask);
            foreach ((string label, IReadOnlyList<Mask> objects) in _pictures[image.FileName].Truth)
            {
                ious.Add(masks.Contains(label) ? Mask.Union(masks[label]).IoU(Mask.Union(objects)) : 0);
                right += masks[label].Count(mask => objects.Any(one => one.IoU(mask) > 0.5));
            }

            all += masks.Sum(ofClass => ofClass.Count());
        }

        return new Outcome(ious.Average(), all == 0 ? 0 : (double)right / all, all);
    }

    private sealed record Outcome(double UnionIou, double Precision, int Instances);
}
