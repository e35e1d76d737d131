using System.Net;
using System.Text.Json.Nodes;

namespace ClipSurgery.Tests;

/// <summary>Requests of every protocol, damaged at random: each is answered, and none by a fault of the server.</summary>
[Collection(nameof(ProtocolHost))]
public sealed class MutatedRequestTests(ProtocolHost host)
{
    private const int Requests = 300;

    private static readonly (string Address, string Function, string Body)[] Whole =
    [
        ("/v1/predict", "", """
            {"model": "clip-surgery", "image": "PICTURE", "params": {"conf_threshold": 0.1, "epsilon_factor": 0.001, "text_prompt": "",
             "marks": [{"type": "point", "data": [10, 20], "label": 1}, {"type": "rectangle", "data": [10, 20, 90, 90], "label": 1}],
             "filter_classes": ["Cat"]}}
            """),
        ("/predict", "", """
            {"tasks": [{"id": 1, "data": {"image": "data:image/jpeg;base64,PICTURE"}}], "project": "1.2",
             "label_config": "<View><Image name='i' value='$image'/><BrushLabels name='b' toName='i'><Label value='cat'/></BrushLabels></View>",
             "params": {"context": {"result": [
               {"type": "keypointlabels", "is_positive": 1, "value": {"x": 10, "y": 20, "width": 0.3, "keypointlabels": ["cat"]}},
               {"type": "rectanglelabels", "value": {"x": 10, "y": 20, "width": 30, "height": 20, "rectanglelabels": ["cat"]}}]}}}
            """),
        ("/setup", "", """{"project": "1.2", "schema": "<View/>", "hostname": "http://x", "access_token": "abc"}"""),
        ("/webhook", "", """{"action": "ANNOTATION_CREATED", "project": {}, "annotation": {"id": 3}}"""),
        ("/api/function_invocations", "clip-surgery-points", """
            {"image": "PICTURE", "pos_points": [[10, 20]], "neg_points": [[30, 40]], "obj_bbox": [[1, 2], [90, 80]]}
            """),
        ("/sam/", "", """
            {"type": "vit_t", "bbox": [1, 2, 90, 80], "point_coords": [[10, 20]], "point_labels": [1], "b64img": "PICTURE", "b64mask": null}
            """),
        ("/sam/sam3/", "", """
            {"type": "sam3", "text_prompt": "", "positive_bboxes": [[1, 2, 30, 40]], "negative_bboxes": [[1, 2, 3, 4]],
             "b64img": "PICTURE", "confidence_threshold": 0.4}
            """),
        ("/sam/weights/", "", """{"type": "vit_t", "name": "a", "url": "b"}"""),
    ];

    private static readonly string[] Values =
    [
        "null", "-1", "0", "0.5", "1e308", "384", "385", "383.9999", "2147483648", "\"\"", "\"x\"", "\"\\u0000\"", "[]", "{}", "true",
        "[[]]", "[null]", "[1,2,3]", "\"<!DOCTYPE a>\"", "\"data:,\"", "[1e-320,1]", $"\"{new string('a', 300)}\"", "\"HALF\"",
    ];

    [Fact]
    public async Task Damaged_requests_are_answered_without_a_fault()
    {
        Random random = new(11);
        for (int i = 0; i < Requests; i++)
        {
            (string address, string function, string body) = Whole[random.Next(Whole.Length)];
            JsonNode request = JsonNode.Parse(body)!;
            for (int mutations = random.Next(1, 4); mutations > 0; mutations--)
            {
                Mutate(request, random);
            }

            string text = request.ToJsonString().Replace("HALF", "\\ud83d", StringComparison.Ordinal);
            text = random.Next(10) == 0 ? text[..random.Next(text.Length)] : text;
            (HttpStatusCode status, string answer) = await host.PostText(
                address,
                text.Replace("PICTURE", ProtocolHost.CatsBase64, StringComparison.Ordinal),
                ("x-nuclio-function-name", function.Length > 0 ? function : "none"));

            Assert.True((int)status < 500, $"{address} {(int)status}: {text} -> {answer}");
        }
    }

    /// <summary>Replaces or removes a value anywhere in a request.</summary>
    private static void Mutate(JsonNode root, Random random)
    {
        (JsonNode Parent, object Key)[] places = [.. PlacesIn(root)];
        if (places.Length == 0)
        {
            return;
        }

        (JsonNode parent, object key) = places[random.Next(places.Length)];
        JsonNode? value = JsonNode.Parse(Values[random.Next(Values.Length)]);
        switch (parent, key, random.Next(5))
        {
            case (JsonObject owner, string name, 0):
                owner.Remove(name);
                break;
            case (JsonArray owner, int index, 0):
                owner.RemoveAt(index);
                break;
            case (JsonObject owner, string name, _):
                owner[name] = value;
                break;
            case (JsonArray owner, int index, _):
                owner[index] = value;
                break;
        }
    }

    private static IEnumerable<(JsonNode Parent, object Key)> PlacesIn(JsonNode? node) => node switch
    {
        JsonObject owner => owner.SelectMany(member => PlacesIn(member.Value).Prepend((owner, member.Key))),
        JsonArray owner => owner.SelectMany((item, index) => PlacesIn(item).Prepend((owner, index))),
        _ => [],
    };
}
