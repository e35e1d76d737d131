using System.Net;
using System.Text.Json.Nodes;
using static ClipSurgery.Tests.LabelStudioTask;

namespace ClipSurgery.Tests;

/// <summary>A Label Studio backend that labels tasks beforehand: exact shapes, brushes pixel by pixel, and what anybody may send.</summary>
[Collection(nameof(ProtocolHost))]
public sealed class LabelStudioPredictionTests(ProtocolHost host)
{
    [Fact]
    public async Task Setup_webhook_and_metrics_answer_at_once()
    {
        ProtocolHost.AssertJson(
            """{"model_version": "clip-surgery-0.1.0-demo"}""",
            await host.Post("/setup", new JsonObject { ["project"] = "1.2", ["schema"] = Brush, ["hostname"] = "", ["access_token"] = "x", ["extra_params"] = null }));
        ProtocolHost.AssertJson(
            """{"status": "ok", "result": "nothing to learn"}""",
            await host.Post("/webhook", new JsonObject { ["action"] = "ANNOTATION_CREATED", ["annotation"] = new JsonObject() }, HttpStatusCode.Created));
        ProtocolHost.AssertJson("""{"status": "Unknown event"}""", await host.Post("/webhook", new JsonObject { ["action"] = "X" }));
        ProtocolHost.AssertJson("{}", await host.Get("/metrics"));
        Assert.Equal(HttpStatusCode.NotFound, (await host.PostText("/train", "{}")).Status);
    }

    [Fact]
    public async Task Tasks_are_labelled_by_the_labels_of_the_interface_with_exact_brushes()
    {
        JsonNode answer = await host.Post("/predict", Request(Brush, Inline));

        JsonNode prediction = answer["results"]![0]!;
        JsonArray regions = prediction["result"]!.AsArray();
        Assert.Equal(host.FoundCats.Select(cat => cat.Mask), regions.Select(region => MaskOf(region!)));
        Assert.Equal("clip-surgery-0.1.0-demo", (string?)prediction["model_version"]);
        Assert.Equal(Math.Round(host.FoundCats.Min(cat => cat.Score), 4), (double)prediction["score"]!);
        JsonObject first = regions[0]!.DeepClone().AsObject();
        Assert.Matches("^[0-9a-f]{10}$", (string?)first["id"]);
        first.Remove("id");
        first["value"]!["rle"] = new JsonArray();
        ProtocolHost.AssertJson(
            $$"""
            {"from_name": "tag", "to_name": "image", "type": "brushlabels", "original_width": 384, "original_height": 384,
             "score": {{Math.Round(host.FoundCats[0].Score, 4)}}, "value": {"format": "rle", "rle": [], "brushlabels": ["kitty"]},
             "image_rotation": 0, "readonly": false}
            """,
            first);
    }

    [Fact]
    public async Task Polygons_and_boxes_are_in_percent()
    {
        JsonNode polygon = await host.Post("/predict", Request(Interface("PolygonLabels", """<Label value="A" alias="cat"/>"""), Inline));
        JsonNode box = await host.Post("/predict", Request(Interface("RectangleLabels", """<Label value="Cat"/>"""), Inline));

        JsonNode value = polygon["results"]![0]!["result"]![0]!["value"]!;
        Assert.Equal((true, """["A"]"""), ((bool)value["closed"]!, value["polygonlabels"]!.ToJsonString()));
        double[] points = [.. value["points"]!.AsArray().SelectMany(point => point!.AsArray().Select(share => (double)share! * 3.84))];
        Mask part = Mask.FromPolygons(384, 384, [points]);
        Assert.Contains(host.FoundCats, cat => cat.Mask.IoU(part) > 0.9);
        BoxXywh bounds = host.FoundCats[0].Mask.Bounds;
        ProtocolHost.AssertJson(
            $$"""
            {"x": {{Percent(bounds.X)}}, "y": {{Percent(bounds.Y)}}, "width": {{Percent(bounds.Width)}}, "height": {{Percent(bounds.Height)}},
             "rotation": 0, "rectanglelabels": ["Cat"]}
            """,
            box["results"]![0]!["result"]![0]!["value"]!);
    }

    [Fact]
    public async Task Pictures_come_from_label_studio_with_the_token_that_it_sent()
    {
        string address = host.LabelStudio.Address.ToString().TrimEnd('/');
        await host.Post("/setup", new JsonObject { ["hostname"] = address, ["access_token"] = FakeLabelStudio.Token });

        JsonNode answer = await host.Post("/predict", Request(Brush, "/data/upload/1/cats.jpg", "/data/upload/1/gone.jpg"));

        Assert.Equal(host.FoundCats.Count, answer["results"]![0]!["result"]!.AsArray().Count);
        ProtocolHost.AssertJson("""{"model_version": "clip-surgery-0.1.0-demo", "score": 0, "result": []}""", answer["results"]![1]!);
        Assert.Contains(host.Log.All, line => line.StartsWith("Label Studio: task 2 has no prediction, because it failed. 127.0.0.1 answered 404", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_host_in_setup_widens_nothing()
    {
        string address = host.LabelStudio.Address.ToString();
        await host.Post("/bare/setup", new JsonObject { ["hostname"] = address, ["access_token"] = FakeLabelStudio.Token });

        JsonNode path = await host.Post("/bare/predict", Request(Brush, "/data/upload/1/cats.jpg"), HttpStatusCode.BadRequest);
        JsonNode whole = await host.Post("/bare/predict", Request(Brush, $"{address}open/cats.jpg"), HttpStatusCode.BadRequest);

        Assert.Equal(
            "A picture has an address within Label Studio, and this server was not told where that is; start it with --label-studio URL.",
            (string?)path["error"]);
        Assert.StartsWith($"Pictures are not fetched from {host.LabelStudio.Address.Authority};", (string?)whole["error"], StringComparison.Ordinal);
        Assert.Contains(host.Log.All, line => line.StartsWith($"Label Studio says that it is at {address}, which is not", StringComparison.Ordinal));
    }

    public static TheoryData<string, string, string> Mistakes => new()
    {
        { "<View>", Inline, "The labelling interface is not XML that is read here; expected at most 262144 characters, whole, and without a DTD." },
        {
            """<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><View>&a;</View>""", Inline,
            "The labelling interface is not XML that is read here; expected at most 262144 characters, whole, and without a DTD."
        },
        {
            $"<View>{new string(' ', 1 << 18)}</View>", Inline,
            "The labelling interface is not XML that is read here; expected at most 262144 characters, whole, and without a DTD."
        },
        {
            string.Concat(Enumerable.Repeat("<View>", 100)) + string.Concat(Enumerable.Repeat("</View>", 100)), Inline,
            "The labelling interface is nested deeper than 64 tags."
        },
        {
            """<View><Image name="image" value="$image"/></View>""", Inline,
            "The labelling interface has no place for what is found; expected <BrushLabels>, <PolygonLabels> or <RectangleLabels>."
        },
        {
            """<View><Image name="image" value="x.jpg"/><BrushLabels name="a" toName="image"/></View>""", Inline,
            "The labelling interface has no <Image name=\"image\" value=\"$...\"/>; expected one for <BrushLabels>."
        },
        { """<View><BrushLabels name="a"/></View>""", Inline, "The labelling interface has a <BrushLabels> without toName." },
        { Interface("BrushLabels", ""), Inline, "The labelling interface has no labels; expected <Label value=\"...\"/> in it." },
        {
            Interface("BrushLabels", string.Concat(Enumerable.Range(0, 65).Select(i => $"<Label value=\"thing {i}\"/>"))), Inline,
            "The request has 65 texts; at most 64 are taken. Ask in several requests."
        },
        { Brush, "data:image/png;base64,bm8=", "the picture" },
        { Brush, "file:///etc/passwd", "A picture has an address of the kind file:;" },
        { Brush, "http://169.254.169.254/latest", "Pictures are not fetched from 169.254.169.254;" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public async Task A_mistake_has_one_answer(string config, string image, string message)
    {
        JsonNode answer = await host.Post("/predict", Request(config, image), HttpStatusCode.BadRequest);

        Assert.StartsWith(message, (string?)answer["error"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_many_tasks_are_refused_before_one_is_looked_at()
    {
        JsonNode answer = await host.Post(
            "/predict", Request(Brush, [.. Enumerable.Repeat("/data/upload/1/cats.jpg", 1001)]), HttpStatusCode.BadRequest);

        Assert.Equal("The request has 1001 tasks; at most 1000 are taken. Choose fewer at a time.", (string?)answer["error"]);
    }

    [Theory]
    [InlineData("""{"tasks": [null]}""", "tasks has an entry that is null; leave it out.")]
    [InlineData("""{"tasks": 7}""", "The request is not the JSON that is expected here; look at $.tasks.")]
    [InlineData("""{"tasks": [{"id": 1, "data": {}}], "label_config": "<View><Image name='image' value='$image'/><BrushLabels name='a' toName='image'><Label value='b'/></BrushLabels></View>"}""",
        "A task has no \"image\" in its data; expected the picture's address.")]
    [InlineData("""{"tasks": [{"id": 1, "data": {"image": "\ud83d"}}], "label_config": "<View><Image name='image' value='$image'/><BrushLabels name='a' toName='image'><Label value='b'/></BrushLabels></View>"}""",
        "A task has no \"image\" in its data; expected the picture's address.")]
    [InlineData("""{"tasks": []}""", "The labelling interface is not XML that is read here;")]
    public async Task Requests_that_are_none_have_one_answer(string body, string message)
    {
        (HttpStatusCode status, string answer) = await host.PostText("/predict", body);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.StartsWith(message, (string?)JsonNode.Parse(answer)!["error"], StringComparison.Ordinal);
    }

    private static string Interface(string tag, string labels) =>
        $"<View><Image name='image' value='$image'/><{tag} name='a' toName='image'>{labels}</{tag}></View>";

    private static double Percent(double pixels) => Math.Round(100 * pixels / 384, 6);
}
