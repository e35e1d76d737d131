using System.Text.Json;

namespace ClipSurgery.Tests;

/// <summary>A reference prompt, and the masks and scores that the demo SAM gives for it behind one ONNX layout.</summary>
internal sealed record GoldenPrompt(string Name, MaskPrompt Prompt, string[] Masks, float[] PredictedIou);

/// <summary>The reference prompts of <c>golden/sam/expected.json</c>, by picture.</summary>
internal static class GoldenPrompts
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Those that the reference asked of a layout, picture by picture.</summary>
    public static ILookup<string, GoldenPrompt> Of(string layout)
    {
        using JsonDocument rows = JsonDocument.Parse(File.ReadAllText(TestData.Golden("sam", "expected.json")));
        return rows.RootElement.EnumerateArray()
            .Where(row => row.GetProperty("layouts").TryGetProperty(layout, out _))
            .ToLookup(row => row.GetProperty("picture").GetString()!, row => Read(row, row.GetProperty("layouts").GetProperty(layout)));
    }

    /// <summary>Asks a model for all of them, compares the answers, and returns how many masks were compared and the lowest IoU.</summary>
    public static (int Masks, double LowestIou) Compare(SamModel sam, string layout)
    {
        int masks = 0;
        double lowest = 1;
        foreach (IGrouping<string, GoldenPrompt> picture in Of(layout))
        {
            using SamImage image = sam.Encode(TestPng.Read(TestData.Golden("sam", "pictures", picture.Key)), Token);
            foreach (GoldenPrompt expected in picture)
            {
                IReadOnlyList<MaskCandidate> candidates = image.Predict(expected.Prompt, Token);

                Assert.Equal(expected.Masks.Length, candidates.Count);
                for (int i = 0; i < candidates.Count; i++)
                {
                    Mask reference = Mask.FromCompressed(image.Width, image.Height, expected.Masks[i]);
                    Mask actual = candidates[i].ToMask();
                    double iou = reference.IsEmpty && actual.IsEmpty ? 1 : reference.IoU(actual);
                    lowest = Math.Min(lowest, iou);
                    masks++;
                    Assert.True(iou >= 0.99, $"{picture.Key}, {expected.Name}, mask {i}: IoU {iou}");
                    Assert.Equal(expected.PredictedIou[i], candidates[i].PredictedIou, 1e-3f);
                }
            }
        }

        return (masks, lowest);
    }

    private static GoldenPrompt Read(JsonElement row, JsonElement expected)
    {
        PromptPoint[] points =
        [
            .. row.GetProperty("points").EnumerateArray().Zip(
                row.GetProperty("labels").EnumerateArray(),
                (point, label) => new PromptPoint(new ImagePoint(point[0].GetSingle(), point[1].GetSingle()), label.GetInt32() == 1)),
        ];
        double[]? box = row.GetProperty("box") is { ValueKind: JsonValueKind.Array } corners
            ? [.. corners.EnumerateArray().Select(corner => corner.GetDouble())]
            : null;
        return new GoldenPrompt(
            $"{row.GetProperty("label").GetString()}, {row.GetProperty("kind").GetString()}",
            new MaskPrompt(points, box is null ? null : new BoxXywh(box[0], box[1], box[2] - box[0], box[3] - box[1])),
            [.. expected.GetProperty("masks").EnumerateArray().Select(mask => mask.GetString()!)],
            [.. expected.GetProperty("iou").EnumerateArray().Select(iou => iou.GetSingle())]);
    }
}
