using System.Text.Json;
using CsCheck;

namespace ClipSurgery.Tests;

public class PanopticFormatTests
{
    [Fact]
    public void A_small_data_set_gives_exactly_this_file()
    {
        using TemporaryFolder folder = new();
        Mask hidden = DatasetSamples.Drawn(".#..", "....");
        LabelledDataset dataset = DatasetSamples.One(
            "sub/größe.jpg", DatasetSamples.Drawn(".##.", "...."), hidden, DatasetSamples.Drawn("##..", "#..."));

        new PanopticFormat().Write(dataset, folder.FullPath);

        Assert.Equal(
            """
            {"info":{"description":"sample","version":"1","clipsurgery":{"coordinate_space":"upright"}},"licenses":[],
            "images":[{"id":1,"file_name":"sub/größe.jpg","width":4,"height":2}],
            "annotations":[{"image_id":1,"file_name":"sub/größe.png","segments_info":[
            {"id":1,"category_id":1,"area":2,"bbox":[1,0,2,1],"iscrowd":0},
            {"id":2,"category_id":3,"area":2,"bbox":[0,0,1,2],"iscrowd":0}]}],
            "categories":[{"id":1,"name":"class 1","supercategory":"","isthing":1},
            {"id":2,"name":"class 2","supercategory":"","isthing":1},
            {"id":3,"name":"class 3","supercategory":"","isthing":1}]}
            """.ReplaceLineEndings(""),
            File.ReadAllText(folder["panoptic.json"]));
        Assert.Equal([2, 1, 1, 0, 2, 0, 0, 0], ReadIds(folder["panoptic", "sub", "größe.png"]));
    }

    [Fact]
    public void Ids_above_255_take_more_than_one_channel()
    {
        using TemporaryFolder folder = new();
        Mask[] masks = [.. Enumerable.Range(0, 300).Select(place => Mask.FromCounts(300, 1, [place, 1, 299 - place]))];

        new PanopticFormat().Write(DatasetSamples.One("a.jpg", masks), folder.FullPath);

        Assert.Equal(Enumerable.Range(1, 300), ReadIds(folder["panoptic", "a.png"]));
    }

    [Fact]
    public void What_the_file_says_of_segments_is_what_the_png_shows() => DatasetSamples.Datasets.Sample(
        dataset =>
        {
            using TemporaryFolder folder = new();
            new PanopticFormat().Write(dataset, folder.FullPath);

            using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(folder["panoptic.json"]));
            foreach ((PictureLabels picture, JsonElement entry) in
                dataset.Pictures.Zip(json.RootElement.GetProperty("annotations").EnumerateArray()))
            {
                int[] ids = ReadIds(folder["panoptic", entry.GetProperty("file_name").GetString()!]);
                JsonElement[] segments = [.. entry.GetProperty("segments_info").EnumerateArray()];
                Assert.Equal(picture.Image.Id, entry.GetProperty("image_id").GetInt32());
                Assert.Equal(
                    ids.Where(id => id != 0).Distinct().Order(),
                    segments.Select(segment => segment.GetProperty("id").GetInt32()));
                Queue<Mask> visible = new(VisibleInTurn(picture.Annotations));
                foreach (JsonElement segment in segments)
                {
                    int id = segment.GetProperty("id").GetInt32();
                    byte[] pixels = [.. ids.Select(pixel => pixel == id ? (byte)1 : (byte)0)];
                    Mask mask = Mask.FromBitmap(picture.Image.Width, picture.Image.Height, pixels);
                    Assert.Equal(visible.Dequeue(), mask);
                    Assert.Equal(mask.Area, segment.GetProperty("area").GetInt64());
                    Assert.Equal(
                        [mask.Bounds.X, mask.Bounds.Y, mask.Bounds.Width, mask.Bounds.Height],
                        segment.GetProperty("bbox").EnumerateArray().Select(number => number.GetDouble()));
                }

                Assert.Empty(visible);
            }
        },
        iter: 60);

    [Theory]
    [InlineData(null, false, new[] { 2, 1 })]
    [InlineData(0.5, false, new[] { 1, 1 })]
    [InlineData(null, true, new[] { 1, 1 })]
    public void A_label_without_a_score_wins_and_a_crowd_loses(double? score, bool isCrowd, int[] ids)
    {
        using TemporaryFolder folder = new();
        LabelledDataset dataset = DatasetSamples.One("a.jpg", DatasetSamples.Drawn("##"), DatasetSamples.Drawn("#."));
        PictureLabels picture = dataset.Pictures.Single();
        CocoAnnotation second = picture.Annotations[1] with { Score = score, IsCrowd = isCrowd };

        new PanopticFormat().Write(
            dataset with { Pictures = [picture with { Annotations = [picture.Annotations[0], second] }] }, folder.FullPath);

        Assert.Equal(ids, ReadIds(folder["panoptic", "a.png"]));
    }

    /// <summary>The samples' scores fall, so an annotation has what those before it have left.</summary>
    private static IEnumerable<Mask> VisibleInTurn(IReadOnlyList<CocoAnnotation> annotations) => annotations
        .Select((annotation, i) => annotations.Take(i).Aggregate(annotation.Mask, (mask, surer) => mask.Subtract(surer.Mask)))
        .Where(mask => !mask.IsEmpty);

    /// <summary>panopticapi's rgb2id.</summary>
    private static int[] ReadIds(string path)
    {
        RgbImage image = TestPng.Read(path);
        int[] ids = new int[image.Width * image.Height];
        for (int i = 0; i < ids.Length; i++)
        {
            ids[i] = image.Pixels[3 * i] + 256 * image.Pixels[3 * i + 1] + 65536 * image.Pixels[3 * i + 2];
        }

        return ids;
    }
}
