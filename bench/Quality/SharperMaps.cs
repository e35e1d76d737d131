using System.Numerics.Tensors;

namespace ClipSurgery.Bench;

/// <summary>CLIP Surgery's maps of present labels, as explanations, before and after ways to sharpen them.</summary>
internal static class SharperMaps
{
    private static readonly string[] Variants =
    [
        "as they are", "SAM affinity 10, 1 step", "SAM affinity 20, 1 step", "SAM affinity 20, 3 steps", "SAM affinity 40, 3 steps",
        "the flipped picture, too", "three scales", "PAMR",
    ];

    public static void Print(string folder, IReadOnlyList<ClipModel> clips, SamModel sam)
    {
        EvaluationSet set = new(CocoReader.Read(Path.Combine(folder, "instances.json")));
        ExplanationEvaluation[,] scores = new ExplanationEvaluation[Variants.Length, clips.Count];
        foreach (EvaluationPicture picture in set.Pictures.Where(picture => picture.Truth.Count > 0))
        {
            RgbImage image = ImageFile.Read(Path.Combine(folder, "images", picture.Image.FileName)).Image;
            using SamImage encoded = sam.Encode(image);
            (float[] features, int side) = Features(encoded);
            foreach ((int c, ClipModel clip) in clips.Index())
            {
                string[] labels = [.. set.Labels.Where(picture.Truth.ContainsKey)];
                LabelContext context = LabelContext.Of([.. set.Labels]);
                ImageTokens tokens = clip.Encode(image);
                IReadOnlyList<SimilarityMap> maps = clip.Locate(tokens, labels, context);
                (int width, int height) = (tokens.GridWidth, tokens.GridHeight);
                IReadOnlyList<SimilarityMap> flipped = clip.Locate(Flip(image), labels, context);
                int patch = clip.Config.PatchSize;
                int[] sides = [.. ((double[])[.75, 1.25]).Select(scale => (int)Math.Round(clip.Config.InputWidth * scale / patch) * patch)];
                IReadOnlyList<SimilarityMap>[] scaled =
                    [.. sides.Select(inputSide => clip.Locate(clip.Encode(image, inputSide, inputSide), labels, context))];
                float[] sims = Similarities(features, side, width, height);
                foreach ((int l, string label) in labels.Index())
                {
                    byte[] truth = Mask.Union(picture.Truth[label]).ToBitmap();
                    float[] map = maps[l].Values.ToArray();
                    for (int v = 0; v < Variants.Length; v++)
                    {
                        float[] large = v switch
                        {
                            1 => Large(Smooth(map, sims, 10, 1)),
                            2 => Large(Smooth(map, sims, 20, 1)),
                            3 => Large(Smooth(map, sims, 20, 3)),
                            4 => Large(Smooth(map, sims, 40, 3)),
                            5 => Large([.. map.Select((value, i) => value + flipped[l].Values[(i / width + 1) * width - 1 - i % width])]),
                            6 => Scales(l),
                            7 => Unit(Pamr(maps[l].Resize(image.Width, image.Height), image)),
                            _ => Large(map),
                        };
                        (scores[v, c] ??= new ExplanationEvaluation()).Add(large, truth);
                    }

                    float[] Large(float[] values) => new SimilarityMap(label, width, height, values).Resize(image.Width, image.Height);

                    float[] Scales(int index)
                    {
                        float[] sum = new float[image.Width * image.Height];
                        foreach (SimilarityMap one in (SimilarityMap[])[maps[index], scaled[0][index], scaled[1][index]])
                        {
                            float[] resized = new float[sum.Length];
                            BilinearResize.Resize(one.Values, one.GridWidth, one.GridHeight, resized, image.Width, image.Height);
                            TensorPrimitives.Add(sum, resized, sum);
                        }

                        return Unit(sum);
                    }
                }
            }
        }

        Console.WriteLine("| maps | mIoU | mSC, % | pointing game |\n|---|---|---|---|");
        for (int v = 0; v < Variants.Length; v++)
        {
            ExplanationScores[] all = [.. Enumerable.Range(0, clips.Count).Select(c => scores[v, c].Summarise())];
            Console.WriteLine(
                $"| {Variants[v]} | {string.Join(" · ", all.Select(s => $"{s.MeanIou:F3}"))} | {string.Join(" · ", all.Select(s => $"{s.ScoreContrast:F1}"))} " +
                $"| {string.Join(" · ", all.Select(s => $"{s.PointingGame:F3}"))} |");
        }
    }

    private static (float[] Features, int Side) Features(SamImage image) =>
        (image.Embedding.GetTensorDataAsSpan<float>().ToArray(), (int)image.Embedding.GetTensorTypeAndShape().Shape[3]);

    /// <summary>Cosines of SAM's features at the patches' places, less their mean.</summary>
    private static float[] Similarities(float[] features, int side, int width, int height)
    {
        int channels = features.Length / side / side;
        float[] rows = new float[width * height * channels];
        float[] plane = new float[width * height];
        for (int c = 0; c < channels; c++)
        {
            BilinearResize.Resize(features.AsSpan(c * side * side, side * side), side, side, plane, width, height);
            for (int i = 0; i < plane.Length; i++)
            {
                rows[i * channels + c] = plane[i];
            }
        }

        float[] mean = new float[channels];
        for (int i = 0; i < plane.Length; i++)
        {
            TensorPrimitives.Add(mean, rows.AsSpan(i * channels, channels), mean);
        }

        TensorPrimitives.Divide(mean, plane.Length, mean);
        for (int i = 0; i < plane.Length; i++)
        {
            TensorPrimitives.Subtract(rows.AsSpan(i * channels, channels), mean, rows.AsSpan(i * channels, channels));
        }

        UnitRows.Normalize(rows, channels);
        float[] sims = new float[plane.Length * plane.Length];
        for (int i = 0; i < plane.Length; i++)
        {
            for (int j = 0; j < plane.Length; j++)
            {
                sims[i * plane.Length + j] = TensorPrimitives.Dot<float>(rows.AsSpan(i * channels, channels), rows.AsSpan(j * channels, channels));
            }
        }

        return sims;
    }

    private static float[] Smooth(float[] map, float[] sims, float sharpness, int steps)
    {
        float[] row = new float[map.Length];
        for (int step = 0; step < steps; step++)
        {
            float[] next = new float[map.Length];
            for (int i = 0; i < map.Length; i++)
            {
                TensorPrimitives.Multiply(sims.AsSpan(i * map.Length, map.Length), sharpness, row);
                TensorPrimitives.SoftMax(row, row);
                next[i] = TensorPrimitives.Dot<float>(row, map);
            }

            map = next;
        }

        return map;
    }

    /// <summary>Pixel-adaptive refinement (Araslanov and Roth, CVPR 2020): 10 steps, 8 neighbours at dilations 8 and 16.</summary>
    private static float[] Pamr(float[] map, RgbImage image)
    {
        (int width, int height) = (image.Width, image.Height);
        (int X, int Y)[] offsets =
        [
            .. ((int[])[8, 16]).SelectMany(reach =>
                Enumerable.Range(0, 9).Where(i => i != 4).Select(i => ((i % 3 - 1) * reach, (i / 3 - 1) * reach))),
        ];
        float[][] weights = [.. offsets.Select(_ => new float[map.Length])];
        byte[] pixels = image.Pixels.ToArray();
        int At(int x, int y, (int X, int Y) o) => Math.Clamp(y + o.Y, 0, height - 1) * width + Math.Clamp(x + o.X, 0, width - 1);
        Parallel.For(0, height, y =>
        {
            float[] score = new float[offsets.Length];
            float[] values = new float[offsets.Length + 1];
            for (int x = 0; x < width; x++)
            {
                int p = y * width + x;
                Array.Clear(score);
                for (int c = 0; c < 3; c++)
                {
                    values[^1] = pixels[3 * p + c] / 255f;
                    for (int o = 0; o < offsets.Length; o++)
                    {
                        values[o] = pixels[3 * At(x, y, offsets[o]) + c] / 255f;
                    }

                    float deviation = MathF.Max(1e-4f, TensorPrimitives.StdDev<float>(values));
                    for (int o = 0; o < offsets.Length; o++)
                    {
                        score[o] -= MathF.Abs(values[o] - values[^1]) / (deviation * 0.1f) / 3;
                    }
                }

                TensorPrimitives.SoftMax(score, score);
                for (int o = 0; o < offsets.Length; o++)
                {
                    weights[o][p] = score[o];
                }
            }
        });
        for (int step = 0; step < 10; step++)
        {
            float[] next = new float[map.Length];
            float[] from = map;
            Parallel.For(0, height, y =>
            {
                for (int x = 0; x < width; x++)
                {
                    float sum = 0;
                    for (int o = 0; o < offsets.Length; o++)
                    {
                        sum += weights[o][y * width + x] * from[At(x, y, offsets[o])];
                    }

                    next[y * width + x] = sum;
                }
            });
            map = next;
        }

        return map;
    }

    private static float[] Unit(float[] map)
    {
        float low = TensorPrimitives.Min<float>(map);
        float range = Math.Max(1e-9f, TensorPrimitives.Max<float>(map) - low);
        return [.. map.Select(value => Math.Clamp((value - low) / range, 0, 1))];
    }

    private static RgbImage Flip(RgbImage image)
    {
        byte[] pixels = new byte[image.Pixels.Length];
        for (int p = 0; p < image.Width * image.Height; p++)
        {
            int q = p / image.Width * image.Width + image.Width - 1 - p % image.Width;
            image.Pixels.Slice(3 * p, 3).CopyTo(pixels.AsSpan(3 * q));
        }

        return new RgbImage(image.Width, image.Height, pixels);
    }
}
