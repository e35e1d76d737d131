using System.Net;
using System.Text.Json.Nodes;

namespace ClipSurgery.Tests;

/// <summary>The routes of Nuclio's dashboard that CVAT calls, and its masks pixel by pixel.</summary>
[Collection(nameof(ProtocolHost))]
public sealed class CvatTests(ProtocolHost host)
{
    private const string Detector = "clip-surgery";
    private const string Interactor = "clip-surgery-points";

    [Fact]
    public async Task A_detector_and_an_interactor_are_listed()
    {
        JsonNode functions = await host.Get("/api/functions");

        Assert.Equal([Detector, Interactor], functions.AsObject().Select(function => function.Key));
        int port = host.Client.BaseAddress!.Port;
        ProtocolHost.AssertJson(
            $$$"""
            {"metadata": {"name": "clip-surgery", "namespace": "nuclio", "labels": {"nuclio.io/project-name": "cvat"}, "annotations": {
               "type": "detector",
               "spec": "[{\"id\":0,\"name\":\"Cat\",\"type\":\"mask\"},{\"id\":1,\"name\":\"dog\",\"type\":\"mask\"}]",
               "name": "ClipSurgery (demo)", "framework": "onnx"}},
             "spec": {"description": "Masks of the server\u0027s classes, found by text."}, "status": {"state": "ready", "httpPort": {{{port}}}}}
            """,
            functions[Detector]!);
        ProtocolHost.AssertJson(functions[Interactor]!.ToJsonString(), await host.Get($"/api/functions/{Interactor}"));
        JsonNode annotations = functions[Interactor]!["metadata"]!["annotations"]!;
        Assert.Equal(
            ("interactor", "1", "0", "", "true"),
            ((string?)annotations["type"], (string?)annotations["min_pos_points"], (string?)annotations["min_neg_points"],
                (string?)annotations["startswith_box"], (string?)annotations["startswith_box_optional"]));
    }

    [Fact]
    public async Task A_server_without_classes_has_no_detector() =>
        Assert.Equal([Interactor], (await host.Get("/bare/api/functions")).AsObject().Select(function => function.Key));

    [Fact]
    public async Task A_frame_gives_masks_that_equal_the_librarys()
    {
        JsonArray found = (await Invoke(Detector, new JsonObject { ["image"] = ProtocolHost.CatsBase64 })).AsArray();

        Assert.Equal(host.FoundCats.Count, found.Count);
        foreach ((Instance expected, JsonNode? actual) in host.FoundCats.Zip(found))
        {
            Assert.Equal(expected.Mask, MaskOf(actual!["mask"]!.AsArray()));
            Assert.Equal(
                ("Cat", $"{Math.Round(expected.Score, 4)}", "mask", "[]"),
                ((string?)actual["label"], (string?)actual["confidence"], (string?)actual["type"], actual["attributes"]!.ToJsonString()));
            bool isPlain = expected.Mask.ToPolygons().Count == 1 && !expected.Mask.HasHoles;
            Assert.Equal(isPlain, actual["points"] is not null);
            if (isPlain)
            {
                double[] points = [.. actual["points"]!.AsArray().Select(value => (double)value!)];
                Assert.InRange(Mask.FromPolygons(384, 384, [points]).IoU(expected.Mask), 0.95, 1);
            }
        }
    }

    [Fact]
    public async Task The_threshold_is_the_presence() =>
        Assert.Empty((await Invoke(Detector, new JsonObject { ["image"] = ProtocolHost.CatsBase64, ["threshold"] = 0.999 })).AsArray());

    [Fact]
    public async Task A_frame_that_fails_has_no_objects_and_a_line_in_the_log()
    {
        JsonNode answer = await Invoke(Detector, new JsonObject { ["image"] = Convert.ToBase64String("no picture"u8) });
        JsonNode threshold = await Invoke(Detector, new JsonObject { ["image"] = ProtocolHost.CatsBase64, ["threshold"] = 7 });

        Assert.Equal(("[]", "[]"), (answer.ToJsonString(), threshold.ToJsonString()));
        Assert.Contains(host.Log.All, line => line.StartsWith("CVAT: a frame has no objects, because it failed. the picture", StringComparison.Ordinal));
        Assert.Contains("CVAT: a frame has no objects, because it failed. threshold is 7; expected a number from 0 to 1.", host.Log.All);
    }

    [Fact]
    public async Task Points_and_a_box_give_the_whole_picture_as_a_mask()
    {
        (int x, int y) = host.MiddleOf(0);
        BoxXywh box = host.FoundCats[0].Mask.Bounds;

        JsonNode clicked = await Invoke(Interactor, Prompt($"[[{x},{y}]]", "[[3.5,4]]", "null"));
        JsonNode boxed = await Invoke(Interactor, Prompt("[]", "[]", $"[[{box.X},{box.Y}],[{box.Right},{box.Bottom}]]"));

        PromptPoint on = new(new ImagePoint(x, y), true);
        Assert.Equal(host.Best(new MaskPrompt([on, new PromptPoint(new ImagePoint(3.5f, 4), false)])), WholeMaskOf(clicked));
        Assert.Equal(host.Best(new MaskPrompt([], box)), WholeMaskOf(boxed));
    }

    [Theory]
    [InlineData("sam2", """{"image": "PICTURE"}""", 404, "There is no function \"sam2\"; expected one of those of /api/functions.")]
    [InlineData(Detector, "[", 400, "The request is not the JSON that is expected here; look at $.")]
    [InlineData(Interactor, """{"image": "PICTURE", "pos_points": [[1]]}""", 400, "A point has two numbers, and a box two points; expected [x, y] and [[x, y], [x, y]].")]
    [InlineData(Interactor, """{"image": "PICTURE", "neg_points": [null]}""", 400, "neg_points has an entry that is null; leave it out.")]
    [InlineData(Interactor, """{"image": "PICTURE", "pos_points": []}""", 400, "Nothing is pointed at; give a positive point or a box.")]
    [InlineData(Interactor, """{"image": "PICTURE", "pos_points": [[1, 900]]}""", 400, "The point 1,900 lies outside the picture of 384x384 pixels.")]
    [InlineData(Interactor, """{"image": "PICTURE", "pos_points": [["NaN", 9]]}""", 400, "The request is not the JSON that is expected here; look at $.pos_points[0][0].")]
    [InlineData(Interactor, """{"image": "bm8gcGljdHVyZQ==", "pos_points": [[1, 9]]}""", 400, "the picture")]
    public async Task A_mistake_has_one_answer(string function, string body, int status, string message)
    {
        (HttpStatusCode answered, string answer) = await host.PostText(
            "/api/function_invocations", body.Replace("PICTURE", ProtocolHost.CatsBase64, StringComparison.Ordinal), ("x-nuclio-function-name", function));

        Assert.Equal(status, (int)answered);
        Assert.StartsWith(message, (string?)JsonNode.Parse(answer)!["error"], StringComparison.Ordinal);
    }

    private static JsonObject Prompt(string positive, string negative, string box) => new()
    {
        ["image"] = ProtocolHost.CatsBase64,
        ["pos_points"] = JsonNode.Parse(positive),
        ["neg_points"] = JsonNode.Parse(negative),
        ["obj_bbox"] = JsonNode.Parse(box),
    };

    private async Task<JsonNode> Invoke(string function, JsonObject body)
    {
        (HttpStatusCode status, string answer) = await host.PostText(
            "/api/function_invocations", body.ToJsonString(), ("x-nuclio-function-name", function), ("x-nuclio-path", "/"));
        Assert.True(status == HttpStatusCode.OK, answer);
        return JsonNode.Parse(answer)!;
    }

    /// <summary>Reads what CVAT reads: the pixels of a box, and its first and last column and row.</summary>
    private static Mask MaskOf(JsonArray numbers)
    {
        int[] values = [.. numbers.Select(value => (int)value!)];
        (int left, int top, int right, int bottom) = (values[^4], values[^3], values[^2], values[^1]);
        Assert.Equal(((right - left + 1) * (bottom - top + 1)) + 4, values.Length);
        byte[] bitmap = new byte[384 * 384];
        for (int i = 0; i < values.Length - 4; i++)
        {
            bitmap[((top + (i / (right - left + 1))) * 384) + left + (i % (right - left + 1))] = (byte)values[i];
        }

        return Mask.FromBitmap(384, 384, bitmap);
    }

    private static Mask WholeMaskOf(JsonNode answer)
    {
        byte[] pixels = [.. answer["mask"]!.AsArray().SelectMany(row => row!.AsArray().Select(value => (byte)(int)value!))];
        Assert.All(pixels, pixel => Assert.True(pixel is 0 or 255));
        return Mask.FromBitmap(384, 384, pixels);
    }
}
