using System.Numerics.Tensors;

namespace ClipSurgery.Bench;

/// <summary>How far the results of smaller weights are from those of the first model, which has F32.</summary>
internal static class Drift
{
    /// <summary>Similarity maps of the labels that each picture has.</summary>
    public static void PrintMaps(string[] models, string folder)
    {
        CocoDataset truth = CocoReader.Read(Path.Combine(folder, "instances.json"));
        ILookup<long, string> present = truth.Annotations.ToLookup(
            annotation => annotation.ImageId,
            annotation => truth.Categories.First(category => category.Id == annotation.CategoryId).Name);
        List<float[]>[] maps = [.. models.Select(_ => new List<float[]>())];
        for (int i = 0; i < models.Length; i++)
        {
            using ClipModel clip = Load(models[i]);
            foreach (CocoImage image in truth.Images)
            {
                RgbImage picture = ImageFile.Read(Path.Combine(folder, "images", image.FileName)).Image;
                maps[i].AddRange(clip.Locate(picture, [.. present[image.Id].Distinct()]).Select(map => map.Values.ToArray()));
            }
        }

        float range = maps[0].Average(map => TensorPrimitives.Max<float>(map) - TensorPrimitives.Min<float>(map));
        Console.WriteLine($"{maps[0].Count} maps; from lowest to highest patch {range:F4} in the mean");
        Console.WriteLine("| weights | mean difference | largest | highest patch is another |");
        Console.WriteLine("|---|---|---|---|");
        for (int i = 1; i < models.Length; i++)
        {
            float[][] differences = [.. maps[0].Zip(maps[i], Difference)];
            int moved = maps[0].Zip(maps[i]).Count(pair =>
                TensorPrimitives.IndexOfMax<float>(pair.First) != TensorPrimitives.IndexOfMax<float>(pair.Second));
            float mean = differences.Average(difference => TensorPrimitives.SumOfMagnitudes<float>(difference) / difference.Length);
            float largest = differences.Max(difference => Math.Abs(TensorPrimitives.MaxMagnitude<float>(difference)));
            Console.WriteLine($"| {Path.GetFileName(models[i])} | {mean:E1} | {largest:E1} | {moved} |");
        }
    }

    /// <summary>Angles between the tokens of a few pictures, and between the embeddings of a few labels.</summary>
    public static void PrintTokens(string[] models, int[] sides, string[] pictures)
    {
        RgbImage[] images = [.. pictures.Take(4).Select(picture => ImageFile.Read(picture).Image)];
        Console.WriteLine("| weights | tokens of | mean cosine | lowest |");
        Console.WriteLine("|---|---|---|---|");
        using ClipModel exact = Load(models[0]);
        foreach (string model in models.Skip(1))
        {
            using ClipModel clip = Load(model);
            foreach (int side in sides)
            {
                float[] cosines =
                [
                    .. images.SelectMany(image => Cosines(Tokens(exact, image, side), Tokens(clip, image, side), exact.Config.EmbeddingWidth)),
                ];
                Print($"pictures at {side}", cosines);
            }

            string[] labels = ["cat", "dog", "traffic light", "a red balloon"];
            TextEmbeddings expected = exact.Embed(labels);
            TextEmbeddings found = clip.Embed(labels);
            Print("labels", [.. labels.Select((_, label) => TensorPrimitives.Dot(expected[label], found[label]))]);

            void Print(string what, float[] cosines) =>
                Console.WriteLine($"| {Path.GetFileName(model)} | {what} | {cosines.Average():F6} | {cosines.Min():F6} |");
        }
    }

    private static ClipModel Load(string model) =>
        ClipModel.Load(model, new ClipModelOptions { CacheDirectory = Path.Combine(model, "cache") });

    private static float[] Tokens(ClipModel clip, RgbImage image, int side) => clip.Encode(image, side, side).Patches.ToArray();

    private static IEnumerable<float> Cosines(float[] expected, float[] found, int width) =>
        Enumerable.Range(0, expected.Length / width)
            .Select(row => TensorPrimitives.Dot<float>(expected.AsSpan(row * width, width), found.AsSpan(row * width, width)));

    private static float[] Difference(float[] expected, float[] found)
    {
        float[] difference = new float[expected.Length];
        TensorPrimitives.Subtract<float>(expected, found, difference);
        return difference;
    }
}
