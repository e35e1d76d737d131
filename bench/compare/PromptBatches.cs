namespace ClipSurgery.Bench;

/// <summary>
/// Several prompts in one run of a decoder that takes them, beside one run each; our own code on both sides. The decoders have
/// random weights, in the shape of SAM's and of the demo SAM's.
/// </summary>
internal static class PromptBatches
{
    private const int Prompts = 12;

    public static void Compare(BenchFolder folder, SideBySide turns)
    {
        RgbImage picture = ImageFile.Read(BenchFolder.PictureFiles(1)[0]).Image;
        MaskPrompt[] prompts =
        [
            .. Enumerable.Range(0, Prompts).Select(i => new MaskPrompt(
                [new PromptPoint(new ImagePoint(i * 73 % picture.Width, i * 131 % picture.Height), IsPositive: true)])),
        ];
        foreach ((string name, string what) in (ReadOnlySpan<(string, string)>)
            [("sam-small", "as small as the demo's"), ("sam-large", "as large as SAM's")])
        {
            using SamModel sam = SamModel.Load(folder.In(name), BenchFolder.Runtime);
            using SamImage image = sam.Encode(picture);
            foreach (int together in (int[])[2, 4])
            {
                turns.Add(
                    $"{Prompts} prompts of one point: several in a run, one in a run",
                    $"decoder {what}, {together} in a run",
                    () => Time(image, prompts, together),
                    () => Time(image, prompts, 1));
            }
        }
    }

    private static double Time(SamImage image, MaskPrompt[] prompts, int together) => SideBySide.Time(() =>
    {
        foreach (MaskPrompt[] batch in prompts.Chunk(together))
        {
            image.Predict(batch);
        }
    });
}
