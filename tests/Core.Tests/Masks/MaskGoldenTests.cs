using System.Text.Json;

namespace ClipSurgery.Tests;

/// <summary>The frozen outputs of pycocotools 2.0.11: everything must be equal, not close.</summary>
public class MaskGoldenTests
{
    private static readonly JsonElement Golden = JsonDocument.Parse(File.ReadAllBytes(TestData.Golden("coco", "masks.json"))).RootElement;

    public static TheoryData<string> Names => [.. Golden.GetProperty("masks").EnumerateArray().Select(row => row.GetProperty("name").GetString()!)];

    public static TheoryData<int> Polygons => [.. Enumerable.Range(0, Golden.GetProperty("polygons").GetArrayLength())];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_compressed_mask_is_read_as_pycocotools_reads_it(string name)
    {
        JsonElement row = Golden.GetProperty("masks").EnumerateArray().Single(mask => mask.GetProperty("name").GetString() == name);
        double[] box = [.. row.GetProperty("bbox").EnumerateArray().Select(value => value.GetDouble())];

        Mask mask = Compressed(row);

        Assert.Equal(Counts(row), mask.Counts.ToArray());
        Assert.Equal(row.GetProperty("area").GetInt64(), mask.Area);
        Assert.Equal(new BoxXywh(box[0], box[1], box[2], box[3]), mask.Bounds);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_mask_is_compressed_as_pycocotools_does_from_runs_and_from_its_bitmap(string name)
    {
        JsonElement row = Golden.GetProperty("masks").EnumerateArray().Single(mask => mask.GetProperty("name").GetString() == name);
        string expected = row.GetProperty("counts").GetString()!;
        (int width, int height) = Size(row);

        Mask mask = Mask.FromCounts(width, height, Counts(row));

        Assert.Equal(expected, mask.ToCompressed());
        Assert.Equal(expected, Mask.FromBitmap(width, height, mask.ToBitmap()).ToCompressed());
    }

    [Theory]
    [MemberData(nameof(Polygons))]
    public void A_polygon_is_filled_as_pycocotools_fills_it(int index)
    {
        JsonElement row = Golden.GetProperty("polygons")[index];
        double[][] rings =
            [.. row.GetProperty("segmentation").EnumerateArray().Select(ring => ring.EnumerateArray().Select(value => value.GetDouble()).ToArray())];
        (int width, int height) = Size(row);

        Mask mask = Mask.FromPolygons(width, height, rings);

        Assert.Equal(row.GetProperty("counts").GetString(), mask.ToCompressed());
        Assert.Equal(row.GetProperty("area").GetInt64(), mask.Area);
    }

    [Fact]
    public void IoU_and_crowd_overlap_are_pycocotools_numbers_to_the_last_bit()
    {
        JsonElement golden = Golden.GetProperty("iou");
        (int width, int height) = Size(golden);
        Mask[] masks = [.. golden.GetProperty("counts").EnumerateArray().Select(counts => Mask.FromCompressed(width, height, counts.GetString()!))];

        for (int d = 0; d < masks.Length; d++)
        {
            for (int g = 0; g < masks.Length; g++)
            {
                Assert.Equal(golden.GetProperty("matrix")[d][g].GetDouble(), masks[d].IoU(masks[g]));
                Assert.Equal(golden.GetProperty("crowd_matrix")[d][g].GetDouble(), masks[d].FractionInside(masks[g]));
            }
        }
    }

    private static Mask Compressed(JsonElement row)
    {
        (int width, int height) = Size(row);
        return Mask.FromCompressed(width, height, row.GetProperty("counts").GetString()!);
    }

    private static (int Width, int Height) Size(JsonElement row) => (row.GetProperty("width").GetInt32(), row.GetProperty("height").GetInt32());

    private static int[] Counts(JsonElement row) => [.. row.GetProperty("uncompressed").EnumerateArray().Select(value => value.GetInt32())];
}
