using System.Net;
using System.Text.Json.Nodes;
using static ClipSurgery.Tests.LabelStudioTask;

namespace ClipSurgery.Tests;

/// <summary>A Label Studio backend that answers to clicks, boxes and typed texts.</summary>
[Collection(nameof(ProtocolHost))]
public sealed class LabelStudioInteractionTests(ProtocolHost host)
{
    [Fact]
    public async Task Clicks_and_boxes_give_the_object_with_the_label_that_was_chosen()
    {
        (int x, int y) = host.MiddleOf(0);
        BoxXywh box = host.FoundCats[1].Mask.Bounds;

        JsonNode clicked = await Interact(KeyPoint(x, y, 1), KeyPoint(3, 3, 0));
        JsonNode boxed = await Interact(new JsonObject
        {
            ["type"] = "rectanglelabels",
            ["value"] = new JsonObject
            {
                ["x"] = box.X / 3.84,
                ["y"] = box.Y / 3.84,
                ["width"] = box.Width / 3.84,
                ["height"] = box.Height / 3.84,
                ["rotation"] = 0,
                ["rectanglelabels"] = new JsonArray("dog"),
            },
        });

        Assert.Equal("""["dog"]""", clicked["value"]!["brushlabels"]!.ToJsonString());
        PromptPoint[] points = [new(new ImagePoint(x, y), true), new(new ImagePoint(3, 3), false)];
        Assert.InRange(host.Best(new MaskPrompt(points)).IoU(MaskOf(clicked)), 0.999, 1);
        Assert.InRange(host.Best(new MaskPrompt([], box)).IoU(MaskOf(boxed)), 0.999, 1);
    }

    [Theory]
    [InlineData("kitty")]
    [InlineData("cat_kitty")]
    public async Task A_typed_text_names_a_label_or_says_which_it_is(string text)
    {
        JsonNode region = await Interact(new JsonObject { ["type"] = "textarea", ["value"] = new JsonObject { ["text"] = new JsonArray(text) } });

        Assert.Equal("""["kitty"]""", region["value"]!["brushlabels"]!.ToJsonString());
        Assert.Contains(MaskOf(region), host.FoundCats.Select(cat => cat.Mask));
    }

    [Theory]
    [InlineData("""[null]""", "result has an entry that is null; leave it out.")]
    [InlineData("""[]""", "Nothing to look for: click on an object, draw a box around it, or type what it is.")]
    [InlineData("""[{"type": "keypointlabels", "is_positive": 1, "value": {"x": 150, "y": 3}}]""", "The point 576,11.52 lies outside the picture of 384x384 pixels.")]
    [InlineData("""[{"type": "keypointlabels", "is_positive": false, "value": {"x": 5, "y": 3}}]""", "Nothing is pointed at; give a positive point or a box.")]
    [InlineData("""[{"type": "rectanglelabels", "value": {"x": 5, "y": 3, "width": 0, "height": 4}}]""", "The box from 19.2,11.52 to 19.2,26.88 is empty;")]
    [InlineData("""[{"value": {"text": ["a red car"]}}]""", "\"a red car\" is no label of this project; write which it is behind an underscore, as in \"a red car_kitty\".")]
    public async Task What_is_done_wrongly_in_the_interface_has_one_answer(string marks, string message)
    {
        JsonObject request = Request(Brush, Inline);
        request["params"] = new JsonObject { ["context"] = new JsonObject { ["result"] = JsonNode.Parse(marks) } };

        JsonNode answer = await host.Post("/predict", request, HttpStatusCode.BadRequest);

        Assert.StartsWith(message, (string?)answer["error"], StringComparison.Ordinal);
    }

    private async Task<JsonNode> Interact(params JsonNode?[] marks)
    {
        JsonObject request = Request(Brush, Inline);
        request["params"] = new JsonObject { ["login"] = null, ["password"] = null, ["context"] = new JsonObject { ["result"] = new JsonArray(marks) } };
        JsonNode answer = await host.Post("/predict", request);
        return answer["results"]![0]!["result"]![0]!;
    }

    private static JsonObject KeyPoint(int x, int y, int isPositive) => new()
    {
        ["type"] = "keypointlabels",
        ["original_width"] = 384,
        ["original_height"] = 384,
        ["is_positive"] = isPositive,
        ["value"] = new JsonObject { ["x"] = x / 3.84, ["y"] = y / 3.84, ["width"] = 0.3, ["keypointlabels"] = new JsonArray("dog") },
    };
}
