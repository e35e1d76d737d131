using System.Net;
using System.Text.Json.Nodes;

namespace ClipSurgery.Tests;

/// <summary>QuPath's protocol: GeoJSON with holes, closed rings, and the library's own masks in it.</summary>
[Collection(nameof(ProtocolHost))]
public sealed class QuPathTests(ProtocolHost host)
{
    [Fact]
    public async Task Version_weights_and_progress_answer_as_if_all_were_there()
    {
        Assert.Equal("0.7.1", await host.Client.GetStringAsync("/sam/version/", TestContext.Current.CancellationToken));
        ProtocolHost.AssertJson(
            """[{"type": "vit_t", "name": "ClipSurgery (demo)", "url": "clip-surgery"}]""", await host.Get("/sam/weights/?type=vit_t"));
        Assert.Equal(9, (await host.Get("/sam/weights/")).AsArray().Count);
        ProtocolHost.AssertJson("""{"message": "done", "percent": 100}""", await host.Get("/sam/progress/"));
        Assert.Equal(
            (HttpStatusCode.OK, "mine (http://x) is registered."),
            await host.PostText("/sam/weights/", """{"type": "vit_t", "name": "mine", "url": "http://x"}"""));
    }

    [Fact]
    public async Task A_box_gives_one_feature_and_several_masks_where_they_are_wanted()
    {
        BoxXywh box = host.FoundCats[0].Mask.Bounds;
        JsonObject request = new()
        {
            ["type"] = "vit_t",
            ["bbox"] = new JsonArray(box.X, box.Y, box.Right, box.Bottom),
            ["b64img"] = ProtocolHost.CatsBase64,
            ["checkpoint_url"] = "clip-surgery",
        };

        JsonArray one = (await host.Post("/sam/", request)).AsArray();
        request["multimask_output"] = true;
        JsonArray all = (await host.Post("/sam/", request)).AsArray();

        IReadOnlyList<MaskCandidate> candidates = host.Picture.Predict(new MaskPrompt([], box), TestContext.Current.CancellationToken);
        Assert.Equal(host.Best(new MaskPrompt([], box)), MaskOf(Assert.Single(one)!));
        Assert.Equal(candidates.Select(candidate => candidate.ToMask()), all.Select(feature => MaskOf(feature!)));
        Assert.Equal("Feature", (string?)one[0]!["type"]);
        ProtocolHost.AssertJson(
            $$"""{"object_idx": 0, "label": "object", "quality": {{Math.Round((double)candidates.Max(candidate => candidate.PredictedIou), 4)}}, "sam_model": "vit_t"}""",
            one[0]!["properties"]!);
    }

    [Fact]
    public async Task Points_may_be_refined_by_an_earlier_mask()
    {
        (int x, int y) = host.MiddleOf(0);
        using TemporaryFolder folder = new();
        PngFile.WriteMask(folder["mask.png"], host.FoundCats[0].Mask);
        JsonObject request = new()
        {
            ["point_coords"] = new JsonArray(new JsonArray(x, y), new JsonArray(3, 3)),
            ["point_labels"] = new JsonArray(1, 0),
            ["b64img"] = ProtocolHost.CatsBase64,
            ["b64mask"] = Convert.ToBase64String(await File.ReadAllBytesAsync(folder["mask.png"], TestContext.Current.CancellationToken)),
        };

        JsonNode answer = await host.Post("/sam/", request);

        MaskPrompt expected = new([new PromptPoint(new ImagePoint(x, y), true), new PromptPoint(new ImagePoint(3, 3), false)])
        {
            Logits = host.Picture.LogitsOf(host.FoundCats[0].Mask),
        };
        Assert.Equal(host.Best(expected), MaskOf(answer[0]!));
    }

    [Fact]
    public async Task A_text_gives_its_objects_and_boxes_correct_them()
    {
        JsonNode found = await host.Post("/sam/sam3/", Text("cat"));
        JsonObject request = Text("cat");
        request["negative_bboxes"] = new JsonArray(BoxOf(host.FoundCats[1]));
        JsonNode corrected = await host.Post("/sam/sam3/", request);
        request["text_prompt"] = "";
        request["positive_bboxes"] = new JsonArray(BoxOf(host.FoundCats[0]));
        JsonNode boxed = await host.Post("/sam/sam3/", request);
        JsonNode sure = await host.Post("/sam/sam3/", Text("cat", 0.999));

        Assert.Equal(host.FoundCats.Select(cat => cat.Mask), found.AsArray().Select(feature => MaskOf(feature!)));
        Assert.Equal(host.FoundCats[0].Mask, MaskOf(Assert.Single(corrected.AsArray())!));
        Assert.Equal(host.Best(new MaskPrompt([], host.FoundCats[0].Mask.Bounds)), MaskOf(Assert.Single(boxed.AsArray())!));
        Assert.Empty(sure.AsArray());
        Assert.Equal([0, 1], found.AsArray().Select(feature => (int)feature!["properties"]!["object_idx"]!));
    }

    [Theory]
    [InlineData("/sam/", """{"b64img": "PICTURE", "type": "vit_x", "bbox": [1, 1, 9, 9]}""", 422, "There is no model type vit_x; expected one of vit_h, vit_l")]
    [InlineData("/sam/", """{"b64img": "PICTURE"}""", 400, "The prompt is empty: give a point or a box.")]
    [InlineData("/sam/", """{"b64img": "PICTURE", "bbox": [1, 2, 3]}""", 400, "bbox has 3 numbers; expected [x1, y1, x2, y2].")]
    [InlineData("/sam/", """{"b64img": "PICTURE", "bbox": [1, 2, 3, 900]}""", 400, "The box from 1,2 to 3,900 lies outside the picture of 384x384 pixels.")]
    [InlineData("/sam/", """{"b64img": "PICTURE", "point_coords": [[1, 2]]}""", 400, "point_coords has 1 points and point_labels 0 numbers;")]
    [InlineData("/sam/", """{"b64img": "PICTURE", "bbox": [1, 2, 30, 90], "b64mask": "bm8="}""", 400, "the mask")]
    [InlineData("/sam/", """{"b64img": "bm8=", "bbox": [1, 2, 30, 90]}""", 400, "the picture")]
    [InlineData("/sam/", """{"bbox": [1, 2, 30, 90]}""", 400, "The request is not the JSON that is expected here; look at $.")]
    [InlineData("/sam/", """{"b64img": "PICTURE", "point_coords": [null]}""", 400, "point_coords has an entry that is null; leave it out.")]
    [InlineData("/sam/sam3/", """{"b64img": "PICTURE", "negative_bboxes": [null]}""", 400, "negative_bboxes has an entry that is null; leave it out.")]
    [InlineData("/sam/sam3/", """{"b64img": "PICTURE", "text_prompt": " "}""", 400, "Nothing to look for: give a text_prompt or a box.")]
    [InlineData("/sam/sam3/", """{"b64img": "PICTURE", "text_prompt": "cat", "confidence_threshold": -1}""", 400, "confidence_threshold is -1; expected")]
    [InlineData("/sam/sam3/", """{"b64img": "PICTURE", "positive_bboxes": [[1, 2]]}""", 400, "A box has 2 numbers; expected [x, y, width, height].")]
    public async Task A_mistake_has_one_answer(string address, string body, int status, string message)
    {
        (HttpStatusCode answered, string answer) =
            await host.PostText(address, body.Replace("PICTURE", ProtocolHost.CatsBase64, StringComparison.Ordinal));

        Assert.Equal(status, (int)answered);
        Assert.StartsWith(message, (string?)JsonNode.Parse(answer)!["detail"], StringComparison.Ordinal);
    }

    private static JsonObject Text(string text, double confidence = 0.5) => new()
    {
        ["type"] = "sam3",
        ["text_prompt"] = text,
        ["positive_bboxes"] = new JsonArray(),
        ["negative_bboxes"] = new JsonArray(),
        ["b64img"] = ProtocolHost.CatsBase64,
        ["reset_prompts"] = false,
        ["confidence_threshold"] = confidence,
    };

    private static JsonArray BoxOf(Instance instance)
    {
        BoxXywh box = instance.Mask.Bounds;
        return [box.X, box.Y, box.Width, box.Height];
    }

    /// <summary>What GeoJSON covers: outer rings less their holes; every ring has to be closed.</summary>
    private static Mask MaskOf(JsonNode feature)
    {
        JsonNode geometry = feature["geometry"]!;
        JsonArray coordinates = geometry["coordinates"]!.AsArray();
        IEnumerable<JsonArray> polygons = (string?)geometry["type"] == "Polygon" ? [coordinates] : coordinates.Select(polygon => polygon!.AsArray());
        return Mask.Union(polygons.Select(polygon =>
        {
            Mask[] rings = [.. polygon.Select(ring => MaskOfRing(ring!.AsArray()))];
            return rings.Skip(1).Aggregate(rings[0], (left, hole) => Without(left, hole));
        }));
    }

    private static Mask MaskOfRing(JsonArray ring)
    {
        Assert.Equal(ring[0]!.ToJsonString(), ring[^1]!.ToJsonString());
        return Mask.FromPolygons(384, 384, [[.. ring.SkipLast(1).SelectMany(point => point!.AsArray().Select(value => (double)value!))]]);
    }

    private static Mask Without(Mask mask, Mask hole) =>
        Mask.FromBitmap(mask.Width, mask.Height, [.. mask.ToBitmap().Zip(hole.ToBitmap(), (pixel, gone) => (byte)(pixel * (1 - gone)))]);
}
