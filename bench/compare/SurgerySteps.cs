namespace ClipSurgery.Bench;

/// <summary>Tokens of a picture and embeddings of 80 labels to 80 maps.</summary>
internal static class SurgerySteps
{
    private static readonly (string How, string Name)[] Ways =
        [("paper", "the paper's tensor"), ("products", "as two matrix products")];

    public static void Compare(BenchFolder folder, SideBySide turns, PythonSide python, List<Agreement> agreements)
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
            foreach ((string how, string name) in Ways)
            {
                turns.Add(
                    "feature surgery, 80 labels",
                    $"{grid}x{grid} patches; PyTorch: {name}",
                    () => SideBySide.Time(() => FeatureSurgery.OverLabelSet(tokens, texts, texts.Texts.Count)),
                    () => python.Time("surgery", folder.In("tokens.f32"), folder.In("texts.f32"), width, how));
                IReadOnlyList<SimilarityMap> maps = FeatureSurgery.OverLabelSet(tokens, texts, texts.Texts.Count);
                agreements.Add(Agreement.Of(
                    $"80 maps, {grid}x{grid}; PyTorch: {name}",
                    maps.SelectMany(map => map.Values.ToArray()).ToArray(),
                    MapByMap(python.Result(), maps.Count)));
            }
        }
    }

    /// <summary>PyTorch's values [1 + patches, texts] as maps, without the class token: [texts, patches].</summary>
    private static float[] MapByMap(float[] values, int texts)
    {
        int patches = values.Length / texts - 1;
        float[] maps = new float[texts * patches];
        for (int i = 0; i < maps.Length; i++)
        {
            maps[i] = values[(1 + i % patches) * texts + i / patches];
        }

        return maps;
    }
}
