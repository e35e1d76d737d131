using System.Net;
using System.Text.Json.Nodes;

namespace ClipSurgery.Tests;

/// <summary>What the page asks: the list, a picture, its masks, and edits that stay.</summary>
public sealed class LabelApiTests(DemoModels models) : IClassFixture<DemoModels>
{
    private const string Cats = "emoji-0117.jpg";

    private static readonly RgbImage CatsImage = ImageFile.Read(Path.Combine(TestData.Root, "samples", Cats)).Image;
    private static readonly string Picture = $"/api/v1/pictures/{RunningServer.Id(Cats)}";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static Mask Square => Mask.FromPolygons(384, 384, [[10, 10, 60, 10, 60, 60, 10, 60]]);

    [Fact]
    public async Task The_run_and_its_pictures_are_listed()
    {
        await using RunningServer server = await RunningServer.Start(models);

        JsonNode run = await server.Get("/api/v1/run");
        JsonNode list = await server.Get("/api/v1/pictures?offset=1&limit=1");

        Assert.Equal(
            """{"title":"pictures","canFind":true,"hasMaps":true,"models":"","presence":0.28,"pictures":3,"states":{"notLabelled":3,"found":0,"corrected":0,"done":0}""",
            run.ToJsonString().Split(",\"classes\"")[0]);
        Assert.Equal(["cat", "dog"], run["classes"]!.AsArray().Select(label => label!["name"]!.GetValue<string>()));
        Assert.Equal(
            $$"""{"total":3,"pictures":[{"id":"{{RunningServer.Id(Cats)}}","name":"{{Cats}}","state":"notLabelled","instances":0,"leastScore":null}]}""",
            list.ToJsonString());
    }

    [Fact]
    public async Task A_text_finds_what_the_library_finds()
    {
        await using RunningServer server = await RunningServer.Start(models);
        LabelledImage expected = models.Segmenter.Segment(CatsImage, ["cat"], cancellationToken: Token);

        JsonNode found = await server.Post($"{Picture}/find", """{"texts":["cat"]}""");
        JsonNode all = await server.Post($"{Picture}/find", "{}");

        Assert.Equal(2, expected.Instances.Count);
        Assert.Equal(expected.Instances.Select(cat => cat.Mask), Instances(found).Select(cat => RunningServer.ToMask(cat["mask"]!)));
        Assert.Equal(expected.Instances.Select(cat => cat.Score), Instances(found).Select(cat => cat["score"]!.GetValue<double>()));
        Assert.Equal(["cat", "dog"], all["presence"]!.AsArray().Select(label => label!["class"]!.GetValue<string>()));
        Assert.Equal([true, false], all["presence"]!.AsArray().Select(label => label!["isPresent"]!.GetValue<bool>()));
    }

    [Fact]
    public async Task A_class_must_beat_its_look_alikes()
    {
        LabelClass tiger = new() { Name = "tiger", Prompts = ["tiger"], Presence = 0.01, Contrast = ["cat"] };
        await using RunningServer server = await RunningServer.Start(models, classes: [tiger]);
        double with = PresenceOf(tiger);
        double without = PresenceOf(tiger with { Contrast = [] });

        JsonNode found = await server.Post($"{Picture}/find", "{}");

        Assert.NotEqual(without, with);
        Assert.Equal(with, found["presence"]![0]!["probability"]!.GetValue<double>());

        double PresenceOf(LabelClass label) => models.Segmenter.SegmentLabels(
            CatsImage,
            [new TextLabel(label.Name, label.Prompts, label.Presence)],
            new SegmentOptions { Not = label.Contrast },
            Token).Presence[0].Probability;
    }

    [Fact]
    public async Task Points_and_boxes_give_the_models_own_masks()
    {
        await using RunningServer server = await RunningServer.Start(models);
        using IEncodedPicture picture = models.Segmenter.Encode(CatsImage, Token);
        Mask cat = models.Segmenter.Segment(CatsImage, ["cat"], cancellationToken: Token).Instances[0].Mask;
        BoxXywh box = cat.Bounds;
        MaskPrompt prompt = new([new PromptPoint(new ImagePoint(5, 6.5f), false)], box) { Logits = picture.LogitsOf(cat) };

        JsonNode answer = await server.Post(
            $"{Picture}/prompt",
            $$"""{"points":[{"x":5,"y":6.5,"positive":false}],"box":{"x":{{box.X}},"y":{{box.Y}},"width":{{box.Width}},"height":{{box.Height}}},"mask":{{RunningServer.Rle(cat)}}}""");

        IEnumerable<MaskCandidate> expected = picture.Predict(prompt, Token).OrderByDescending(offered => ScoreParts.Of(offered).Score);
        Assert.Equal(
            expected.Select(offered => (offered.ToMask(), ScoreParts.Of(offered).Score)),
            answer["masks"]!.AsArray().Select(offered => (RunningServer.ToMask(offered!["mask"]!), offered["score"]!.GetValue<double>())));
    }

    [Fact]
    public async Task A_map_is_a_grey_picture_with_the_presence_beside_it()
    {
        await using RunningServer server = await RunningServer.Start(models);
        using IEncodedPicture picture = models.Segmenter.Encode(CatsImage, Token);

        using HttpResponseMessage response = await server.Client.GetAsync($"{Picture}/map?text=cat", Token);
        byte[] png = await response.Content.ReadAsByteArrayAsync(Token);

        Assert.Equal("image/png", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal(16, png[24]);
        float highest = picture.Map("cat", Token).Values.ToArray().Max();
        Assert.Equal(highest, float.Parse(response.Headers.GetValues("Clip-Surgery-Presence").Single(), System.Globalization.CultureInfo.InvariantCulture), 3);
        RgbImage map = ImageFile.Read(png, "map").Image;
        Assert.Equal(highest * 255, map.Pixels.ToArray().Max(), 3.0);
    }

    [Fact]
    public async Task Pictures_come_whole_in_parts_and_small()
    {
        await using RunningServer server = await RunningServer.Start(models);

        RgbImage whole = await Image($"{Picture}/image");
        RgbImage small = await Image($"{Picture}/image?side=100");
        RgbImage part = await Image($"{Picture}/image?x=300&y=0&width=84&height=42&side=64");
        RgbImage thumbnail = await Image($"{Picture}/thumbnail");
        using HttpResponseMessage first = await server.Client.GetAsync($"{Picture}/image", Token);
        using HttpRequestMessage again = new(HttpMethod.Get, $"{Picture}/image");
        again.Headers.TryAddWithoutValidation("If-None-Match", first.Headers.ETag!.ToString());
        using HttpResponseMessage second = await server.Client.SendAsync(again, Token);

        Assert.Equal([(384, 384), (100, 100), (64, 32), (160, 160)], ((RgbImage[])[whole, small, part, thumbnail]).Select(image => (image.Width, image.Height)));
        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
        double difference = whole.Pixels.ToArray().Zip(CatsImage.Pixels.ToArray(), (a, b) => Math.Abs(a - b)).Average();
        Assert.InRange(difference, 0, 2);

        async Task<RgbImage> Image(string path) => ImageFile.Read(await server.Client.GetByteArrayAsync(path, Token), "answer").Image;
    }

    [Fact]
    public async Task Edits_stay_over_a_restart_and_are_what_is_downloaded()
    {
        await using RunningServer server = await RunningServer.Start(models);
        JsonNode found = (await server.Post($"{Picture}/find", """{"texts":["cat"]}"""))["instances"]!;

        JsonNode kept = await server.Post($"{Picture}/edits", $$"""{"version":0,"put":{{found.ToJsonString()}}}""");
        JsonNode added = await server.Post($"{Picture}/edits", RunningServer.Put(1, "dog", Square));
        string removed = added["instances"]![0]!["id"]!.GetValue<string>();
        await server.Post($"{Picture}/edits", $$"""{"version":2,"remove":["{{removed}}"],"done":true}""");
        await server.Restart(models);
        JsonNode picture = await server.Get(Picture);

        Assert.Equal(2, Instances(kept).Count());
        Assert.Equal(("edit-1-1", "auto"), (removed, added["instances"]![0]!["source"]!.GetValue<string>()));
        Assert.Equal((3, "done"), (picture["version"]!.GetValue<int>(), picture["state"]!.GetValue<string>()));
        Assert.Equal(["cat", "dog"], Instances(picture).Select(instance => instance["class"]!.GetValue<string>()));
        Assert.Equal(Square, RunningServer.ToMask(Instances(picture).Last()["mask"]!));
        JsonNode coco = await server.Get("/api/v1/annotations.json");
        Assert.Equal([Cats], coco["images"]!.AsArray().Select(image => image!["file_name"]!.GetValue<string>()));
        Assert.Equal(["auto", "manual"], coco["annotations"]!.AsArray().Select(made => made!["clipsurgery"]!["source"]!.GetValue<string>()));
        Assert.Equal("cat", coco["annotations"]![0]!["clipsurgery"]!["prompt"]!.GetValue<string>());
    }

    [Fact]
    public async Task Of_two_edits_of_one_version_the_later_is_refused_with_what_is_there()
    {
        await using RunningServer server = await RunningServer.Start(models);
        await server.Post($"{Picture}/edits", RunningServer.Put(0, "cat", Square));

        (int status, JsonNode? conflict, string? type) = await server.TryPost($"{Picture}/edits", RunningServer.Put(0, "dog", Square));

        Assert.Equal((409, "application/problem+json"), (status, type));
        Assert.Equal("Somebody else edited this picture", conflict!["title"]!.GetValue<string>());
        Assert.Equal(["cat"], Instances(conflict["picture"]!).Select(instance => instance["class"]!.GetValue<string>()));
        Assert.Equal(1, (await server.Get(Picture))["version"]!.GetValue<int>());
    }

    [Fact]
    public async Task Classes_are_added_at_the_end_once()
    {
        await using RunningServer server = await RunningServer.Start(models);

        JsonNode classes = await server.Post("/api/v1/classes", """{"name":" bird "}""");
        (int again, _, _) = await server.TryPost("/api/v1/classes", """{"name":"Bird"}""");
        (int blank, _, _) = await server.TryPost("/api/v1/classes", """{"name":" "}""");
        (int prompt, JsonNode? taken, _) = await server.TryPost("/api/v1/classes", """{"name":"kitten","prompts":["kitten","CAT"]}""");
        (int lines, _, _) = await server.TryPost("/api/v1/classes", """{"name":"a\nb"}""");
        (int colour, _, _) = await server.TryPost("/api/v1/classes", """{"name":"fish","color":"red"}""");
        await server.Post($"{Picture}/edits", RunningServer.Put(0, "bird", Square));

        Assert.Equal("""{"name":"bird","prompts":["bird"]""", classes["classes"]![2]!.ToJsonString().Split(",\"color\"")[0]);
        Assert.Equal((409, 422, 422, 422, 422), (again, blank, colour, prompt, lines));
        Assert.Equal("A prompt of kitten finds the class cat already; use that class, or other prompts.", taken!["detail"]!.GetValue<string>());
    }

    [Fact]
    public async Task An_export_lies_in_the_folder_of_the_labels()
    {
        await using RunningServer server = await RunningServer.Start(models);
        await server.Post($"{Picture}/edits", RunningServer.Put(0, "dog", Square));

        JsonNode answer = await server.Post("/api/v1/export", """{"format":"yolo"}""");
        (int unknown, JsonNode? problem, _) = await server.TryPost("/api/v1/export", """{"format":"../../x"}""");

        Assert.Equal("yolo", answer["written"]!.GetValue<string>());
        Assert.StartsWith("1 ", File.ReadAllText(Path.Combine(server.Output, "yolo", "labels", "emoji-0117.txt")));
        Assert.Equal(422, unknown);
        Assert.StartsWith("There is no such format; expected one of coco, ", problem!["detail"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_run_is_opened_with_the_least_sure_first()
    {
        using TemporaryFolder folder = new();
        string output = folder["run"];
        LabelJob job = new()
        {
            Output = output,
            Classes = [new LabelClass { Name = "cat", Prompts = ["cat"] }],
            FileNames = ["emoji-0006.jpg", Cats],
            Label = (name, _) => new LabelledPicture(
                384, 384, 1, [new LabelledInstance { Class = "cat", Mask = Square, Score = name == Cats ? 0.2 : 0.8, Prompt = "cat" }]),
            Provenance = new Dictionary<string, string>(),
            PictureFolder = Path.Combine(TestData.Root, "samples"),
        };
        LabelRun.Run(job, stop: Token);
        await using RunningServer server = await RunningServer.Start(models, output: output);

        JsonNode list = await server.Get("/api/v1/pictures?order=least-sure");

        Assert.Equal(
            [(Cats, "found", 0.2), ("emoji-0006.jpg", "found", 0.8), ("photo-309.jpg", "notLabelled", null)],
            list["pictures"]!.AsArray().Select(picture => (
                picture!["name"]!.GetValue<string>(), picture["state"]!.GetValue<string>(), picture["leastScore"]?.GetValue<double?>())));
    }

    private static IEnumerable<JsonNode> Instances(JsonNode answer) => answer["instances"]!.AsArray().Select(instance => instance!);
}
