using ModelContextProtocol.Protocol;

namespace ClipSurgery.Tools;

/// <summary><c>find</c>: whether texts are in a picture, and where.</summary>
internal sealed class FindTool(ToolConsole console, ClientRoots roots, AgentModels models, SegmentOptions standard)
    : AgentTool(console, roots, Description)
{
    private static readonly Tool Description = new()
    {
        Name = "find",
        Title = "Find things in a picture",
        Description =
            "Tells whether each text is in a picture (presence, 0 to 1) and where: a box [x, y, width, height] in pixels and a score for each " +
            "object. Ask for all texts at once: each must beat the others. For outlines call segment.",
        InputSchema = Schema(
            """
            {
              "type": "object",
              "properties": {
                "picture": { "type": "string", "description": "Path of a JPEG, PNG, WebP, TIFF, BMP or GIF file" },
                "texts": {
                  "type": "array", "items": { "type": "string", "minLength": 1, "maxLength": 256 }, "minItems": 1, "maxItems": 64,
                  "description": "Nouns or short phrases to look for, such as \"cat\" or \"red car\""
                },
                "not": {
                  "type": "array", "items": { "type": "string", "minLength": 1, "maxLength": 256 }, "maxItems": 64,
                  "description": "Look-alikes that the texts must beat, such as \"statue\" beside \"person\""
                },
                "presence": { "type": "number", "minimum": 0, "maximum": 1, "description": "Probability from which an object counts; lower finds more" }
              },
              "required": ["picture", "texts"],
              "additionalProperties": false
            }
            """),
        Annotations = new ToolAnnotations { ReadOnlyHint = true, OpenWorldHint = false },
    };

    protected override async Task<CallToolResult> Call(ToolArguments arguments, AllowedFolders folders, CancellationToken cancellationToken)
    {
        PictureQuestion question = PictureQuestion.Read(arguments, folders, standard);
        if (question.Texts.Count == 0)
        {
            throw new ClipSurgeryException("The argument texts is missing; give what to look for, such as [\"cat\"].");
        }

        return await models.Ask(
            question.Path,
            (loaded, picture, token) =>
            {
                LabelledImage labelled = question.Ask(loaded, picture.Encoded, token);
                string[] notes = [.. question.Notes(loaded, labelled)];
                return Answer(json => FoundJson.Write(json, question, labelled, notes));
            },
            cancellationToken);
    }
}
