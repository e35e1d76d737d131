namespace ClipSurgery.Bench;

/// <summary>A decoded picture to the map of one text, by the methods that need gradients, and the unmodified tower beside them.</summary>
internal static class GradientMethods
{
    private const string Group = "a map of one text by gradients, ViT-B/16";

    /// <summary>gScoreCAM takes a forward pass for each: ten times as many as here.</summary>
    private const int Channels = 30;

    public static void Compare(BenchFolder folder, SideBySide turns, PythonSide python, List<Agreement> agreements)
    {
        string file = BenchFolder.PictureFiles(1)[0];
        RgbImage picture = ImageFile.Read(file).Image;
        foreach (int side in (int[])[224, 512])
        {
            using ClipModel scClip = folder.LoadClip(folder.Checkpoint, "cache", side, method: MapMethod.Find("scclip"));
            using (ClipModel plain = folder.LoadClip(folder.Checkpoint, "cache", side, method: MapMethod.Find("clip")))
            {
                turns.Add(
                    Group,
                    $"the tower alone, {side}x{side}",
                    () => SideBySide.Time(() => plain.Encode(picture)),
                    () => python.Time("plain", folder.Checkpoint, file, side));
                turns.Add(
                    "SC-CLIP beside the unmodified tower, both ours, ViT-B/16",
                    $"{side}x{side}",
                    () => SideBySide.Time(() => scClip.Encode(picture)),
                    () => SideBySide.Time(() => plain.Encode(picture)));
            }

            // Many forward passes, and nothing else: one size tells it all.
            foreach (MapMethod method in MapMethod.All.Where(method =>
                method.Gradient is not null && (side == 224 || method.Gradient != GradientMethod.GScoreCam)))
            {
                using ClipModel clip = folder.LoadClip(folder.Checkpoint, "cache", side, method: method with { Channels = Channels });
                Inputs.Write(folder.In("text.f32"), [clip.Embed(["cat"])[0].ToArray()]);
                SimilarityMap? map = null;
                turns.Add(
                    Group,
                    method.Gradient == GradientMethod.GScoreCam ? $"{method.Name}, {Channels} channels, {side}x{side}" : $"{method.Name}, {side}x{side}",
                    () => SideBySide.Time(() => map = clip.Locate(picture, ["cat"])[0]),
                    () => python.Time("gradient", folder.Checkpoint, file, side, method.Name, clip.Config.LogitScale, folder.In("text.f32")),
                    method.Gradient == GradientMethod.GScoreCam ? 2 : null);
                agreements.Add(OfLargest($"{method.Name}, {side}x{side}", map!.Values.ToArray(), python.Result()));
            }
        }
    }

    /// <summary>In shares of the map's largest value.</summary>
    private static Agreement OfLargest(string what, float[] ours, float[] theirs)
    {
        float largest = theirs.Max();
        float most = ours.Zip(theirs, (a, b) => Math.Abs(a - b)).Max() / largest;
        return new Agreement($"{what}: largest difference, as a share of the map's largest value {largest:G2}", $"{most:E1}", "< 1E-003", most < 1e-3f);
    }
}
