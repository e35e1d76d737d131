using Microsoft.ML.OnnxRuntime;

namespace ClipSurgery;

/// <summary>The segmentation of one picture by labels, each text of which SAM 3 answers by itself.</summary>
internal sealed class Sam3Segmentation
{
    /// <summary>
    /// The most pixels of a mask that the decoder is asked for: it takes up to ten bytes for each pixel of each mask at once. Its own
    /// masks have 288x288.
    /// </summary>
    private const int MostPixels = 2048 * 2048;

    /// <summary>What look-alikes are called, which give no masks; no label is called so.</summary>
    private const string LookAlike = "\0";

    private readonly SamModel _sam;
    private readonly IReadOnlyList<TextLabel> _labels;
    private readonly TextLabel[] _asked;
    private readonly SegmentOptions _options;
    private readonly double _presence;
    private readonly bool _isGated;

    public Sam3Segmentation(SamModel sam, IReadOnlyList<TextLabel> labels, SegmentOptions options, double defaultPresence)
    {
        _sam = sam;
        _labels = labels;
        _options = options;
        _presence = options.Presence ?? defaultPresence;
        _isGated = labels.Any(label => Threshold(label) > 0);
        string[] lookAlikes = _isGated
            ? [.. options.Not.Except(labels.SelectMany(label => label.Texts), DistinctTexts.Comparer)]
            : [];
        _asked = lookAlikes.Length == 0 ? [.. labels] : [.. labels, new TextLabel(LookAlike, lookAlikes)];
    }

    public LabelledImage Run(SamImage image, CancellationToken cancellationToken)
    {
        string[] texts = [.. _asked.SelectMany(label => label.Texts)];
        IReadOnlyList<Sam3Text> encodings = _sam.Sam3!.Texts.Encode(texts, cancellationToken);
        List<Instance> instances = [];
        Dictionary<string, double> highest = new(StringComparer.Ordinal);
        int place = 0;
        foreach (TextLabel label in _asked)
        {
            List<Instance> kept = [];
            foreach (string text in label.Texts)
            {
                List<Instance> found = Find(image, label.Name, text, encodings[place++], cancellationToken);
                double best = found.Count > 0 ? found[0].Score : 0;
                highest[label.Name] = Math.Max(best, highest.GetValueOrDefault(label.Name));
                kept.AddRange(found.Where(instance => IsKept(label, instance))
                    .Take(_options.Instances == InstanceMode.One ? 1 : int.MaxValue));
            }

            instances.AddRange(kept.OrderByDescending(instance => instance.Score));
        }

        Instance[] settled =
            [.. RivalLabels.Settle(instances, amongLabels: _isGated).Where(instance => instance.Label != LookAlike)];
        HashSet<string> present = [.. settled.Select(instance => instance.Label)];
        return new LabelledImage(
            image.Width,
            image.Height,
            settled,
            [.. _labels.Select(label => new LabelPresence(label.Name, highest[label.Name], present.Contains(label.Name)))],
            [.. texts.Where((_, i) => encodings[i].IsTruncated)]);
    }

    private double Threshold(TextLabel label) => label.Presence ?? _presence;

    private bool IsKept(TextLabel label, Instance instance) =>
        instance.Score >= Threshold(label)
        && instance.Mask.Area >= _options.MinimumArea * instance.Mask.Width * instance.Mask.Height;

    /// <summary>All that SAM 3 takes for the text, from the highest score down; of two masks of one thing the surer.</summary>
    private List<Instance> Find(
        SamImage image, string label, string text, Sam3Text encoding, CancellationToken cancellationToken)
    {
        double scale = Math.Min(1, Math.Sqrt(MostPixels / ((double)image.Width * image.Height)));
        int width = Math.Max(1, (int)(image.Width * scale));
        int height = Math.Max(1, (int)(image.Height * scale));
        List<Instance> all = image.Ask(
            inputs => _sam.Sam3!.AddText(inputs, encoding, width, height), _sam.Sam3!.Outputs, Read, cancellationToken);
        List<Instance> found = [];
        foreach (Instance instance in all.OrderByDescending(instance => instance.Score))
        {
            if (!found.Exists(surer => surer.Mask.IoU(instance.Mask) > RivalLabels.SameThing))
            {
                found.Add(instance);
            }
        }

        return found;

        List<Instance> Read(IReadOnlyList<OrtValue> outputs)
        {
            Sam3Answer answer = new(outputs, width, height);
            List<Instance> instances = [];
            for (int i = 0; i < answer.Scores.Length; i++)
            {
                Mask mask = answer.ToMask(i, image.Width, image.Height);
                if (!mask.IsEmpty)
                {
                    ScoreParts parts = new(Math.Clamp(answer.Scores[i], 0, 1), null, null, null);
                    instances.Add(new Instance { Label = label, Text = text, Mask = mask, Parts = parts });
                }
            }

            return instances;
        }
    }
}
