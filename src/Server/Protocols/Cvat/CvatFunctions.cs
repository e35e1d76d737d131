using System.Text.Json;

namespace ClipSurgery;

/// <summary>
/// The functions that CVAT finds: a detector for the server's classes, where there are any, and an interactor. CVAT has no place
/// to type a text in; a class is therefore named as what it looks for, or its prompts are in the label file.
/// </summary>
internal static class CvatFunctions
{
    /// <summary>Finds the server's classes in a frame.</summary>
    public const string Detector = "clip-surgery";

    /// <summary>Finds the object that is pointed at.</summary>
    public const string Interactor = "clip-surgery-points";

    // CVAT's booleans are texts: any but the empty one is true.
    private const string True = "true";
    private const string False = "";

    /// <summary>The functions by name.</summary>
    /// <param name="context">The server.</param>
    /// <param name="port">The port at which it is asked.</param>
    public static IReadOnlyDictionary<string, CvatFunction> All(ProtocolContext context, int port)
    {
        Dictionary<string, CvatFunction> functions = [];
        CvatLabel[] labels =
        [
            .. context.Labels.Classes.Where(item => item.Prompts.Count > 0).Index()
                .Select(item => new CvatLabel(item.Index, item.Item.Name, "mask")),
        ];
        if (labels.Length > 0)
        {
            string title = $"ClipSurgery ({context.Models})";
            functions[Detector] = Function(Detector, title, "Masks of the server's classes, found by text.", port, new()
            {
                ["type"] = "detector",
                ["spec"] = JsonSerializer.Serialize(labels, CvatJson.Default.IReadOnlyListCvatLabel),
            });
        }

        string pointsTitle = $"ClipSurgery points ({context.Models})";
        functions[Interactor] = Function(Interactor, pointsTitle, "The object at a point or in a box.", port, new()
        {
            ["type"] = "interactor",
            ["version"] = "2",
            ["spec"] = "[]",
            ["min_pos_points"] = "1",
            ["min_neg_points"] = "0",
            ["startswith_box"] = False,
            ["startswith_box_optional"] = True,
            ["help_message"] = "Click on the object; right clicks leave out what is not part of it. A box may come first.",
            ["animated_gif"] = "",
        });
        return functions;
    }

    private static CvatFunction Function(
        string name, string title, string description, int port, Dictionary<string, string> annotations) => new(
        new CvatMetadata(
            name,
            "nuclio",
            new Dictionary<string, string> { ["nuclio.io/project-name"] = "cvat" },
            new Dictionary<string, string>(annotations) { ["name"] = title, ["framework"] = "onnx" }),
        new CvatSpec(description),
        new CvatStatus("ready", port));
}
