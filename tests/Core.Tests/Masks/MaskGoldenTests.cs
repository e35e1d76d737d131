using System.Text.Json;

namespace ClipSurgery.Tests;

/// <summary>The frozen outputs of pycocotools 2.0.11: everything must be equal, not close.</summary>
public class MaskGoldenTests
{
    private static readonly JsonSerializerOptions SnakeCase = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private static readonly GoldenFile Golden =
        JsonSerializer.Deserialize<GoldenFile>(File.ReadAllBytes(TestData.Golden("coco", "masks.json")), SnakeCase)!;

    public static TheoryData<string> Names => [.. Golden.Masks.Select(row => row.Name)];

    public static TheoryData<int> Polygons => [.. Enumerable.Range(0, Golden.Polygons.Length)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_compressed_mask_is_read_as_pycocotools_reads_it(string name)
    {
        GoldenMask row = Golden.Masks.Single(row => row.Name == name);

        Mask mask = Mask.FromCompressed(row.Width, row.Height, row.Counts);

        Assert.Equal(row.Uncompressed, mask.Counts.ToArray());
        Assert.Equal(row.Area, mask.Area);
        Assert.Equal(new BoxXywh(row.Bbox[0], row.Bbox[1], row.Bbox[2], row.Bbox[3]), mask.Bounds);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_mask_is_compressed_as_pycocotools_does_from_runs_and_from_its_bitmap(string name)
    {
        GoldenMask row = Golden.Masks.Single(row => row.Name == name);

        Mask mask = Mask.FromCounts(row.Width, row.Height, row.Uncompressed);

        Assert.Equal(row.Counts, mask.ToCompressed());
        Assert.Equal(row.Counts, Mask.FromBitmap(row.Width, row.Height, mask.ToBitmap()).ToCompressed());
    }

    [Theory]
    [MemberData(nameof(Polygons))]
    public void A_polygon_is_filled_as_pycocotools_fills_it(int index)
    {
        GoldenPolygon row = Golden.Polygons[index];

        Mask mask = Mask.FromPolygons(row.Width, row.Height, row.Segmentation);

        Assert.Equal(row.Counts, mask.ToCompressed());
        Assert.Equal(row.Area, mask.Area);
    }

    [Fact]
    public void IoU_and_crowd_overlap_are_pycocotools_numbers_to_the_last_bit()
    {
        GoldenIoU golden = Golden.Iou;
        Mask[] masks = [.. golden.Counts.Select(counts => Mask.FromCompressed(golden.Width, golden.Height, counts))];

        for (int d = 0; d < masks.Length; d++)
        {
            Assert.Equal(golden.Matrix[d], masks.Select(truth => masks[d].IoU(truth)));
            Assert.Equal(golden.CrowdMatrix[d], masks.Select(crowd => masks[d].FractionInside(crowd)));
        }
    }

    private sealed record GoldenFile(GoldenMask[] Masks, GoldenPolygon[] Polygons, GoldenIoU Iou);

    private sealed record GoldenMask(
        string Name, int Width, int Height, string Counts, int[] Uncompressed, long Area, double[] Bbox);

    private sealed record GoldenPolygon(int Width, int Height, double[][] Segmentation, string Counts, long Area);

    private sealed record GoldenIoU(int Width, int Height, string[] Counts, double[][] Matrix, double[][] CrowdMatrix);
}
