namespace ClipSurgery.Bench;

/// <summary>Tokens of a picture and embeddings of 80 labels to 80 maps.</summary>
internal static class SurgerySteps
{
    public static void Compare(BenchFolder folder, SideBySide turns, PythonSide python)
    {
        RgbImage picture = ImageFile.Read(BenchFolder.PictureFiles(1)[0]).Image;
        using ClipModel clip = folder.LoadClip(folder.Converted, "cache");
        TextEmbeddings texts = clip.Embed(BenchFolder.EightyLabels);
        int width = clip.Config.EmbeddingWidth;
        Inputs.Write(folder.In("texts.f32"), Enumerable.Range(0, texts.Texts.Count).Select(index => texts[index].ToArray()));
        foreach (int grid in (int[])[32, 64])
        {
            int side = grid * clip.Config.PatchSize;
            ImageTokens tokens = clip.Encode(picture, side, side);
            Inputs.Write(folder.In("tokens.f32"), [tokens.Cls.ToArray(), tokens.Patches.ToArray()]);
            foreach ((string how, string name) in ((string, string)[])[("paper", "the paper's tensor"), ("products", "as two matrix products")])
            {
                turns.Add(
                    "feature surgery, 80 labels",
                    $"{grid}x{grid} patches; PyTorch: {name}",
                    () => SideBySide.Time(() => FeatureSurgery.OverLabelSet(tokens, texts, texts.Texts.Count)),
                    () => python.Time("surgery", folder.In("tokens.f32"), folder.In("texts.f32"), width, how));
            }
        }
    }
}
