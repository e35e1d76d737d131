using System.Numerics.Tensors;

namespace ClipSurgery.Tests;

[Collection(nameof(EmojiScene))]
public class TiledMapsTests(EmojiScene scene)
{
    [Fact]
    public void Windows_of_one_map_give_the_map_back()
    {
        float[] values = [.. Enumerable.Range(0, 7 * 4).Select(i => i * i % 11 - 3f)];
        MapMosaic mosaic = new(7, 4);
        foreach (int column in WindowLayout.Starts(7, 4, 1))
        {
            float[] part = [.. Enumerable.Range(0, 16).Select(i => values[i / 4 * 7 + column + i % 4])];
            mosaic.Add(new SimilarityMap("", 4, 4, part), column, 0);
        }

        Assert.All(values.Zip(mosaic.ToMap("cat").Values.ToArray()), pair => Assert.Equal(pair.First, pair.Second, 5));
    }

    /// <summary>Windows are weighed by sin(π (x + ½) / 2): two patches of a window weigh alike, so the middle one is the mean.</summary>
    [Fact]
    public void Patches_of_two_windows_are_averaged_without_a_scale_of_each_window()
    {
        MapMosaic mosaic = new(3, 1);
        mosaic.Add(new SimilarityMap("", 2, 1, [0, 0]), 0, 0);
        mosaic.Add(new SimilarityMap("", 2, 1, [1, 5]), 1, 0);

        Assert.Equal([0, 0.5f, 5], mosaic.ToMap("cat").Values.ToArray());
    }

    [Fact]
    public void A_picture_of_one_window_has_the_map_that_it_has_without()
    {
        TiledMaps tiled = new(scene.Clip, ["cloud", "tv"], LabelContext.PascalContext, [null, null]);

        IReadOnlyList<SimilarityMap> maps = tiled.Locate(scene.Image, 384, Token);

        IReadOnlyList<SimilarityMap> plain = scene.Clip.Locate(scene.Image, ["cloud", "tv"], LabelContext.PascalContext, Token);
        Assert.All(maps.Zip(plain), pair => Assert.InRange(
            TensorPrimitives.Distance(pair.First.Values, pair.Second.Values), 0, 1e-4f));
    }

    [Fact]
    public void A_large_picture_has_its_peak_on_the_object()
    {
        RgbImage large = TiledSegmenterTests.OnGrey(scene.Image, 2000, 1100);
        TiledMaps tiled = new(scene.Clip, ["tv"], LabelContext.PascalContext, [null]);

        SimilarityMap map = tiled.Locate(large, 384, Token)[0];
        SimilarityMap evidence = tiled.WeighEvidence(large, 384, Token)[0];

        Assert.Equal((125, 69), (map.GridWidth, map.GridHeight));
        Assert.Equal((125, 69), (evidence.GridWidth, evidence.GridHeight));
        Mask tv = scene.Truth.Truth["tv"][0].Place(700, 250, 2000, 1100);
        foreach (SimilarityMap one in (SimilarityMap[])[map, evidence])
        {
            int peak = TensorPrimitives.IndexOfMax(one.Values);
            Assert.True(tv.Contains((int)((peak % 125 + 0.5) * 2000 / 125), (int)((peak / 125 + 0.5) * 1100 / 69)));
        }

        Assert.InRange(TensorPrimitives.Max(evidence.Values), 0.5f, 1);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;
}
