namespace ClipSurgery.Bench;

/// <summary>
/// A decoded picture and point prompts to one mask a prompt, by the demo SAM: encoded once, SAM's own favourite each.
/// </summary>
internal static class PromptedMasks
{
    public static void Compare(SideBySide turns, PythonSide python, List<Agreement> agreements)
    {
        string file = BenchFolder.PictureFiles(1)[0];
        RgbImage picture = ImageFile.Read(file).Image;
        using SamModel sam = SamModel.Load(BenchFolder.DemoSam, BenchFolder.Runtime);
        foreach (int count in (int[])[1, 20])
        {
            MaskPrompt[] prompts = [.. Enumerable.Range(0, count).Select(index => Prompt(picture, index))];
            object[] theirs = [.. prompts.Select(ToJson)];
            turns.Add(
                "points to masks, demo SAM",
                count == 1 ? "1 prompt" : $"{count} prompts",
                () => SideBySide.Time(() => Predict(sam, picture, prompts)),
                () => python.Time("masks", file, theirs));
            agreements.Add(Compare(Predict(sam, picture, prompts), python.Result()));
        }
    }

    private static Mask[] Predict(SamModel sam, RgbImage picture, MaskPrompt[] prompts)
    {
        using SamImage image = sam.Encode(picture);
        return [.. prompts.Select(prompt => image.Predict(prompt).MaxBy(candidate => candidate.PredictedIou)!.ToMask())];
    }

    /// <summary>Three points inside and three outside, spread over the picture.</summary>
    private static MaskPrompt Prompt(RgbImage picture, int index) =>
        new([.. Enumerable.Range(0, 6).Select(i => new PromptPoint(
            new ImagePoint((index * 73 + i * i * 29 + 40) % picture.Width, (index * 131 + i * 17 + 60) % picture.Height),
            i < 3))]);

    private static object[] ToJson(MaskPrompt prompt) =>
    [
        prompt.Points.Select(point => (float[])[point.Point.X, point.Point.Y]).ToArray(),
        prompt.Points.Select(point => point.IsPositive ? 1 : 0).ToArray(),
    ];

    private static Agreement Compare(Mask[] ours, float[] theirs)
    {
        double least = 1;
        for (int index = 0; index < ours.Length; index++)
        {
            byte[] mask = ours[index].ToBitmap();
            int both = 0;
            int either = 0;
            for (int i = 0; i < mask.Length; i++)
            {
                bool other = theirs[index * mask.Length + i] > 0;
                both += mask[i] != 0 && other ? 1 : 0;
                either += mask[i] != 0 || other ? 1 : 0;
            }

            least = Math.Min(least, either == 0 ? 1 : (double)both / either);
        }

        return new Agreement($"masks of {ours.Length} prompts, demo SAM: least IoU", $"{least:F5}", "> 0.99", least > 0.99);
    }
}
