using System.Text.Json;
using ModelContextProtocol.Protocol;

namespace ClipSurgery.Tools;

/// <summary><c>segment</c>: the outlines of what texts name, or of what was pointed at, and a picture of them.</summary>
internal sealed class SegmentTool(ToolConsole console, ClientRoots roots, AgentModels models, SegmentOptions standard)
    : AgentTool(console, roots, Description)
{
    /// <summary>What models that look at pictures take without making it smaller once more.</summary>
    private const int OverlaySide = 1024;

    /// <summary>As the data set formats have polygons that people go on with.</summary>
    private const double Tolerance = 0.5;

    private static readonly Tool Description = new()
    {
        Name = "segment",
        Title = "Outline things in a picture",
        Description =
            "Outlines objects in a picture, given texts, or points on an object, or a box around it. Each object has a score, a box " +
            "[x, y, width, height], its area and polygons [x1, y1, x2, y2, ...] in pixels; where anything was found, an image comes with it that shows the outlines. " +
            "Holes in an object are not in its polygons, but the area is without them.",
        InputSchema = Schema(
            """
            {
              "type": "object",
              "properties": {
                "picture": { "type": "string", "description": "Path of a JPEG, PNG, WebP, TIFF, BMP or GIF file" },
                "texts": {
                  "type": "array", "items": { "type": "string", "minLength": 1, "maxLength": 256 }, "maxItems": 64,
                  "description": "Nouns or short phrases to look for; with points or a box at most one, which names the object"
                },
                "points": {
                  "type": "array", "maxItems": 256,
                  "items": { "type": "array", "items": { "type": "number" }, "minItems": 2, "maxItems": 3 },
                  "description": "Points [x, y] on one object, and [x, y, 0] on what is to be left out; all inside the box where there is one"
                },
                "box": {
                  "type": "array", "items": { "type": "number" }, "minItems": 4, "maxItems": 4,
                  "description": "Box [x, y, width, height] around one object"
                },
                "not": {
                  "type": "array", "items": { "type": "string", "minLength": 1, "maxLength": 256 }, "maxItems": 64,
                  "description": "Look-alikes that the texts must beat"
                },
                "presence": { "type": "number", "minimum": 0, "maximum": 1, "description": "Probability from which an object counts; lower finds more" }
              },
              "required": ["picture"],
              "additionalProperties": false
            }
            """),
        Annotations = new ToolAnnotations { ReadOnlyHint = true, OpenWorldHint = false },
    };

    protected override async Task<CallToolResult> Call(ToolArguments arguments, AllowedFolders folders, CancellationToken cancellationToken)
    {
        PictureQuestion question = PictureQuestion.Read(arguments, folders, standard) with
        {
            Points = arguments.Points("points"),
            Box = arguments.Box("box"),
        };
        if (question.Texts.Count == 0 && question.Points.Count == 0 && question.Box is null)
        {
            throw new ClipSurgeryException("Nothing to outline is given; give texts, points or a box.");
        }

        return await models.Ask(
            question.Path,
            (loaded, picture, token) =>
            {
                LabelledImage labelled = question.Ask(loaded, picture.Encoded, token);
                string[] notes = [.. question.Notes(loaded, labelled)];
                ContentBlock[] overlay = labelled.Instances.Count > 0 ? [Draw(picture.File.Image, question, labelled)] : [];
                return Answer(json => FoundJson.Write(json, question, labelled, notes, WriteOutline), overlay);
            },
            cancellationToken);
    }

    private static void WriteOutline(Utf8JsonWriter json, Instance instance)
    {
        json.WriteNumber("area", instance.Mask.Area);
        json.WriteStartArray("polygons");
        foreach (double[] ring in ObjectOutline.Parts(instance.Mask, Tolerance))
        {
            FoundJson.WriteNumbers(json, ring);
        }

        json.WriteEndArray();
    }

    private static ImageContentBlock Draw(RgbImage image, PictureQuestion question, LabelledImage labelled)
    {
        Dictionary<string, int> colours = question.Texts.Index().ToDictionary(text => text.Item, text => text.Index, StringComparer.Ordinal);
        RgbImage overlay = Overlay.Instances(
            image,
            [.. labelled.Instances.Select(instance => new OverlayInstance(instance.Mask, instance.Label, colours.GetValueOrDefault(instance.Label)))]);
        (int width, int height) = Thumbnail.Fit(overlay.Width, overlay.Height, OverlaySide);
        return ImageContentBlock.FromBytes(Thumbnail.Create(overlay, width, height), "image/webp");
    }
}
