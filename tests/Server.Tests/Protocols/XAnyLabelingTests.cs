using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace ClipSurgery.Tests;

/// <summary>X-AnyLabeling's remote server: exact shapes, and the library's own answers in them.</summary>
[Collection(nameof(ProtocolHost))]
public sealed class XAnyLabelingTests(ProtocolHost host)
{
    private const string Predict = "/v1/predict";

    [Fact]
    public async Task Health_speaks_to_both_tools()
    {
        using HttpRequestMessage request = new(HttpMethod.Get, "/health");
        request.Headers.Add("Token", "");
        using HttpResponseMessage response = await host.Client.SendAsync(request, TestContext.Current.CancellationToken);
        JsonNode mine = JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        JsonNode others = await host.Get("/health");

        Assert.Equal(("healthy", "UP"), ((string?)mine["status"], (string?)others["status"]));
        Assert.Equal(("ClipSurgery", 1), ((string?)others["model_class"], (int)mine["models_loaded"]!));
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$", (string?)mine["timestamp"]);
    }

    [Fact]
    public async Task Models_are_listed_with_their_controls_and_none_is_hidden()
    {
        JsonNode answer = await host.Get("/v1/models");

        Assert.True((bool)answer["success"]!);
        Assert.Equal(["clip-surgery", "clip-surgery-boxes", "clip-surgery-classes"], answer["data"]!.AsObject().Select(model => model.Key));
        ProtocolHost.AssertJson(
            """
            {"display_name": "ClipSurgery masks (demo)", "widgets": [
              {"name": "edit_text", "value": "", "placeholder": "cat, red car"}, {"name": "button_send", "value": null},
              {"name": "button_add_point", "value": null}, {"name": "button_remove_point", "value": null},
              {"name": "button_add_rect", "value": null}, {"name": "button_clear", "value": null},
              {"name": "button_finish_object", "value": null},
              {"name": "mask_fineness_slider", "value": 10}, {"name": "mask_fineness_value_label", "value": null},
              {"name": "input_conf", "value": null}, {"name": "edit_conf", "value": 0.28},
              {"name": "toggle_preserve_existing_annotations", "value": true}],
             "batch_processing_mode": "text_prompt", "params": {}, "capabilities": {}}
            """,
            answer["data"]!["clip-surgery"]!);
        ProtocolHost.AssertJson(
            """
            {"display_name": "ClipSurgery classes (demo)", "widgets": [
              {"name": "button_run", "value": null},
              {"name": "mask_fineness_slider", "value": 10}, {"name": "mask_fineness_value_label", "value": null},
              {"name": "input_conf", "value": null}, {"name": "edit_conf", "value": 0.28},
              {"name": "toggle_preserve_existing_annotations", "value": true}],
             "classes": ["Cat", "dog"], "filter_classes": ["Cat", "dog"],
             "batch_processing_mode": "default", "params": {}, "capabilities": {}}
            """,
            answer["data"]!["clip-surgery-classes"]!);
    }

    [Fact]
    public async Task One_model_tells_its_id_and_a_server_without_classes_offers_none()
    {
        JsonNode answer = await host.Get("/bare/v1/models/clip-surgery/info");

        Assert.Equal("clip-surgery", (string?)answer["data"]!["model_id"]);
        Assert.Equal(2, (await host.Get("/bare/v1/models"))["data"]!.AsObject().Count);
    }

    [Fact]
    public async Task A_text_gives_polygons_that_end_where_they_begin()
    {
        JsonNode answer = await host.Post(Predict, Request(new JsonObject { ["text_prompt"] = "cat", ["epsilon_factor"] = 0, ["conf_threshold"] = 0 }));

        JsonArray shapes = answer["data"]!["shapes"]!.AsArray();
        Assert.Equal(host.FoundCats.Select(Rounded), shapes.DistinctBy(shape => (string?)shape!["group_id"]?.ToJsonString() ?? shape!.ToJsonString())
            .Select(shape => (double)shape!["score"]!));
        AssertSame(host.FoundCats, shapes);
        Assert.Null(answer["data"]!["replace"]);
        JsonObject first = shapes[0]!.DeepClone().AsObject();
        first.Remove("points");
        first.Remove("group_id");
        ProtocolHost.AssertJson(
            $$"""
            {"label": "cat", "shape_type": "polygon", "score": {{Rounded(host.FoundCats[0])}}, "description": "", "attributes": {},
             "difficult": false, "direction": 0, "flags": {}, "kie_linking": []}
            """,
            first);
    }

    [Fact]
    public async Task Fineness_spares_points_and_stays_like_the_mask()
    {
        JsonNode exact = await host.Post(Predict, Request(new JsonObject { ["text_prompt"] = "cat", ["epsilon_factor"] = 0 }));
        JsonNode coarse = await host.Post(Predict, Request(new JsonObject { ["text_prompt"] = "cat", ["epsilon_factor"] = 0.01 }));

        Assert.True(PointsOf(coarse) < PointsOf(exact) / 2, $"{PointsOf(coarse)} of {PointsOf(exact)}");
        Mask mask = MaskOf(coarse["data"]!["shapes"]!.AsArray());
        Assert.InRange(mask.IoU(MaskOf(exact["data"]!["shapes"]!.AsArray())), 0.95, 1);
    }

    [Fact]
    public async Task A_click_gives_one_object_without_a_name_and_more_clicks_mend_it()
    {
        (int x, int y) = host.MiddleOf(0);

        JsonNode one = await host.Post(Predict, Request(Marks(Point(x, y, 1))));
        JsonNode two = await host.Post(Predict, Request(Marks(Point(x, y, 1), Point(2, 2, 0))));

        Assert.Equal(
            host.Best(new MaskPrompt([new PromptPoint(new ImagePoint(x, y), true)])).Filled(), MaskOf(one["data"]!["shapes"]!.AsArray()));
        Assert.Equal(
            host.Best(new MaskPrompt([new PromptPoint(new ImagePoint(x, y), true), new PromptPoint(new ImagePoint(2, 2), false)])).Filled(),
            MaskOf(two["data"]!["shapes"]!.AsArray()));
        Assert.Equal("AUTOLABEL_OBJECT", (string?)one["data"]!["shapes"]![0]!["label"]);
        Assert.False((bool)one["data"]!["replace"]!);
    }

    [Fact]
    public async Task A_rectangle_may_touch_the_border_of_the_picture_and_a_wrong_one_is_its_middle()
    {
        JsonObject request = Request(Marks(
            new JsonObject { ["type"] = "rectangle", ["data"] = new JsonArray(-1, 0, 200, 385), ["label"] = 1 },
            new JsonObject { ["type"] = "rectangle", ["data"] = new JsonArray(300, 300, 320, 320), ["label"] = 0 }));

        JsonNode answer = await host.Post(Predict, request);

        MaskPrompt expected = new([new PromptPoint(new ImagePoint(310, 310), false)], new BoxXywh(0, 0, 200, 384));
        Assert.Equal(host.Best(expected).Filled(), MaskOf(answer["data"]!["shapes"]!.AsArray()));
    }

    [Fact]
    public async Task A_mark_beside_a_text_corrects_what_it_finds()
    {
        (int x, int y) = host.MiddleOf(0);
        JsonObject asked = Marks(Point(x, y, 0));
        asked["text_prompt"] = "cat";
        asked["epsilon_factor"] = 0;

        JsonNode answer = await host.Post(Predict, Request(asked));

        Assert.Equal(host.FoundCats[1].Mask.Filled(), MaskOf(answer["data"]!["shapes"]!.AsArray()));
    }

    [Fact]
    public async Task Boxes_are_four_corners_from_the_top_left()
    {
        JsonNode answer = await host.Post(Predict, Request(new JsonObject { ["text_prompt"] = "cat" }, "clip-surgery-boxes"));

        BoxXywh box = host.FoundCats[0].Mask.Bounds;
        Assert.Equal("rectangle", (string?)answer["data"]!["shapes"]![0]!["shape_type"]);
        ProtocolHost.AssertJson(
            $"[[{box.X},{box.Y}],[{box.Right},{box.Y}],[{box.Right},{box.Bottom}],[{box.X},{box.Bottom}]]",
            answer["data"]!["shapes"]![0]!["points"]!);
        Assert.Equal(host.FoundCats.Count, answer["data"]!["shapes"]!.AsArray().Count);
    }

    [Fact]
    public async Task Nothing_asked_looks_for_the_classes_that_the_filter_leaves()
    {
        JsonNode all = await host.Post(Predict, Request([], "clip-surgery-classes"));
        JsonNode dogs = await host.Post(
            Predict, Request(new JsonObject { ["filter_classes"] = new JsonArray("dog") }, "clip-surgery-classes"));
        JsonNode sure = await host.Post(Predict, Request(new JsonObject { ["text_prompt"] = "cat.", ["conf_threshold"] = 0.999 }));

        Assert.All(all["data"]!["shapes"]!.AsArray(), shape => Assert.Equal("Cat", (string?)shape!["label"]));
        Assert.NotEmpty(all["data"]!["shapes"]!.AsArray());
        Assert.Empty(dogs["data"]!["shapes"]!.AsArray());
        Assert.Empty(sure["data"]!["shapes"]!.AsArray());
    }

    public static TheoryData<string, int, string, string> Mistakes => new()
    {
        { "{", 400, "INVALID_REQUEST", "The request is not the JSON that is expected here; look at $." },
        { """{"model": "clip-surgery"}""", 400, "INVALID_REQUEST", "The request is not the JSON that is expected here; look at $." },
        { """{"model": "sam", "image": "PICTURE"}""", 404, "MODEL_NOT_FOUND", "There is no model sam; expected one of those of /v1/models." },
        {
            """{"model": "clip-surgery", "image": "!", "params": {"text_prompt": "cat"}}""", 400, "INVALID_IMAGE",
            "The picture is not base64; expected the bytes of a picture file in base64, or a data: address."
        },
        {
            """{"model": "clip-surgery", "image": "data:image/png;base64,", "params": {"text_prompt": "cat"}}""", 400, "INVALID_IMAGE",
            "the picture: the file is empty (0 bytes). Copy it again, or leave it out."
        },
        {
            Asked("""{"marks": [{"type": "point", "data": [NaN, 3], "label": 1}]}"""), 400, "INVALID_REQUEST",
            "The request is not the JSON that is expected here; look at $.params.marks[0].data[0]."
        },
        {
            Asked("""{"marks": [{"type": "point", "data": [1e999, 3], "label": 1}]}"""), 400, "INVALID_REQUEST",
            "The point Infinity,3 lies outside the picture of 384x384 pixels."
        },
        {
            Asked("""{"marks": [{"type": "point", "data": [390, 3], "label": 1}]}"""), 400, "INVALID_REQUEST",
            "The point 390,3 lies outside the picture of 384x384 pixels."
        },
        {
            Asked("""{"marks": [{"type": "rectangle", "data": [5, 5, 5, 9], "label": 1}]}"""), 400, "INVALID_REQUEST",
            "The box from 5,5 to 5,9 is empty; draw it around an object."
        },
        { Asked("""{"marks": [null]}"""), 400, "INVALID_REQUEST", "marks has an entry that is null; leave it out." },
        {
            Asked("""{"marks": [{"type": "circle", "data": [5, 5], "label": 1}]}"""), 400, "INVALID_REQUEST",
            "A mark is a circle of 2 numbers; expected a point of 2 or a rectangle of 4."
        },
        {
            Asked("""{"marks": [{"type": "point", "data": [5, 5], "label": 0}]}"""), 400, "INVALID_REQUEST",
            "Nothing is pointed at; give a positive point or a box."
        },
        {
            Asked("""{"text_prompt": "cat", "conf_threshold": 2}"""), 400, "INVALID_REQUEST", "conf_threshold is 2; expected a number from 0 to 1."
        },
        {
            Asked("""{"text_prompt": "cat", "epsilon_factor": -1}"""), 400, "INVALID_REQUEST", "epsilon_factor is -1; expected a number from 0 to 1."
        },
        {
            Asked($$"""{"text_prompt": "{{string.Join(',', Enumerable.Range(0, 65).Select(i => $"thing {i}"))}}"}"""), 400, "INVALID_REQUEST",
            "The request has 65 texts; at most 64 are taken. Ask in several requests."
        },
        {
            Asked($$"""{"text_prompt": "{{new string('a', 257)}}"}"""), 400, "INVALID_REQUEST",
            "A text has 257 characters; at most 256 are taken. Say it shorter."
        },
        {
            Asked($$"""{"marks": [{{string.Join(',', Enumerable.Repeat("""{"type": "point", "data": [5, 5], "label": 1}""", 257))}}]}"""), 400,
            "INVALID_REQUEST", "The request has 257 points and boxes; at most 256 are taken."
        },
        {
            Asked($$"""{"filter_classes": {{new string('[', 40)}}{{new string(']', 40)}}}"""), 400, "INVALID_REQUEST",
            "The request is not the JSON that is expected here; look at $.params.filter_classes[0]."
        },
        {
            Asked($$"""{"x": {{new string('[', 40)}}{{new string(']', 40)}}}"""), 400, "INVALID_REQUEST",
            "The request is not the JSON that is expected here; look at $.params.x."
        },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public async Task A_mistake_has_one_answer(string body, int status, string code, string message)
    {
        (HttpStatusCode answered, string answer) = await host.PostText(Predict, body.Replace("PICTURE", ProtocolHost.CatsBase64, StringComparison.Ordinal));

        JsonNode json = JsonNode.Parse(answer)!;
        Assert.Equal((status, message, code), ((int)answered, (string?)json["error"]!["message"], (string?)json["error"]!["code"]));
        Assert.False((bool)json["success"]!);
    }

    [Fact]
    public async Task The_status_line_says_what_is_wrong_and_cannot_be_broken()
    {
        JsonObject request = Request([], "x\r\nSet-Cookie: ä");
        using StringContent content = new(request.ToJsonString(), Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await host.Client.PostAsync(Predict, content, TestContext.Current.CancellationToken);

        Assert.Equal("There is no model x??Set-Cookie: ?; expected one of those of /v1/models.", response.ReasonPhrase);
        Assert.False(response.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task What_is_not_json_or_too_large_is_not_read()
    {
        using StringContent form = new("model=clip-surgery", Encoding.UTF8, "text/plain");
        using HttpResponseMessage refused = await host.Client.PostAsync(Predict, form, TestContext.Current.CancellationToken);
        using HttpRequestMessage large = new(HttpMethod.Post, Predict)
        {
            Content = new StringContent(new string(' ', 9 << 20), Encoding.UTF8, "application/json"),
        };
        large.Headers.ExpectContinue = true;
        using HttpResponseMessage tooLarge = await host.Client.SendAsync(large, TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.UnsupportedMediaType, HttpStatusCode.RequestEntityTooLarge), (refused.StatusCode, tooLarge.StatusCode));
        Assert.Equal("The request is larger than this server takes.", tooLarge.ReasonPhrase);
    }

    [Fact]
    public async Task A_server_without_classes_needs_a_text_or_a_click()
    {
        JsonNode answer = await host.Post($"/bare{Predict}", Request([]), HttpStatusCode.BadRequest);

        Assert.Equal("Nothing to look for: type a text, or click on an object.", (string?)answer["error"]!["message"]);
    }

    private static string Asked(string asked) => $$"""{"model": "clip-surgery", "image": "PICTURE", "params": {{asked}}}""";

    private static JsonObject Request(JsonObject asked, string model = "clip-surgery") => new()
    {
        ["model"] = model,
        ["image"] = $"data:image/jpeg;base64,{ProtocolHost.CatsBase64}",
        ["params"] = asked,
    };

    private static JsonObject Marks(params JsonNode?[] marks) => new() { ["marks"] = new JsonArray(marks), ["epsilon_factor"] = 0 };

    private static JsonObject Point(int x, int y, int label) =>
        new() { ["type"] = "point", ["data"] = new JsonArray(x, y), ["label"] = label };

    private static double Rounded(Instance instance) => Math.Round(instance.Score, 4);

    private static int PointsOf(JsonNode answer) => answer["data"]!["shapes"]!.AsArray().Sum(shape => shape!["points"]!.AsArray().Count);

    /// <summary>What polygons cover, each of which has to be closed.</summary>
    private static Mask MaskOf(IEnumerable<JsonNode?> shapes) => Mask.FromPolygons(384, 384, [.. shapes.Select(shape =>
    {
        JsonArray points = shape!["points"]!.AsArray();
        Assert.Equal(points[0]!.ToJsonString(), points[^1]!.ToJsonString());
        return points.SkipLast(1).SelectMany(point => point!.AsArray().Select(value => (double)value!)).ToArray();
    })]);

    private static void AssertSame(IReadOnlyList<Instance> expected, JsonArray shapes)
    {
        Mask[] found = [.. shapes.Index().GroupBy(item => (int?)item.Item!["group_id"] ?? -1 - item.Index).Select(group => MaskOf(group.Select(item => item.Item)))];
        Assert.Equal(expected.Select(instance => instance.Mask.Filled()), found);
    }
}
