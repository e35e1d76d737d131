namespace ClipSurgery;

/// <summary>
/// What X-AnyLabeling lists: texts and clicks to masks, the same to boxes, and the server's own classes, where there are any. The
/// first of the list is what the client selects. Only controls that are named here are shown.
/// </summary>
internal static class XAnyLabelingModels
{
    /// <summary>Answers texts and clicks with polygons.</summary>
    public const string Masks = "clip-surgery";

    /// <summary>Answers texts and clicks with rectangles.</summary>
    public const string Boxes = "clip-surgery-boxes";

    /// <summary>Finds the server's classes: the one that the client runs over all pictures without asking for a text.</summary>
    public const string Classes = "clip-surgery-classes";

    /// <summary>The slider's place for the tolerance of a thousandth, which the client's own models have.</summary>
    private const int UsualFineness = 10;

    private const string AsksForText = "text_prompt";
    private const string AsksForNothing = "default";

    private static readonly XAnyLabelingWidget[] Fineness =
        [new("mask_fineness_slider", UsualFineness), new("mask_fineness_value_label", null)];

    private static readonly XAnyLabelingWidget[] TextsAndClicks =
    [
        new("edit_text", "", "cat, red car"),
        new("button_send", null),
        new("button_add_point", null),
        new("button_remove_point", null),
        new("button_add_rect", null),
        new("button_clear", null),
        new("button_finish_object", null),
    ];

    /// <summary>All models by their ids, in the order of the list.</summary>
    public static IReadOnlyDictionary<string, XAnyLabelingModel> All(ProtocolContext context)
    {
        Dictionary<string, XAnyLabelingModel> models = new()
        {
            [Masks] = new(
                $"ClipSurgery masks ({context.Models})", Widgets(context, [.. TextsAndClicks, .. Fineness]), null, null, AsksForText),
            [Boxes] = new($"ClipSurgery boxes ({context.Models})", Widgets(context, TextsAndClicks), null, null, AsksForText),
        };
        string[] classes = [.. context.Labels.Classes.Where(item => item.Prompts.Count > 0).Select(item => item.Name)];
        if (classes.Length > 0)
        {
            models[Classes] = new(
                $"ClipSurgery classes ({context.Models})",
                Widgets(context, [new("button_run", null), .. Fineness]),
                classes,
                classes,
                AsksForNothing);
        }

        return models;
    }

    /// <summary>A model's own controls, and those that all have.</summary>
    private static XAnyLabelingWidget[] Widgets(ProtocolContext context, XAnyLabelingWidget[] own) =>
    [
        .. own,
        new("input_conf", null),
        new("edit_conf", context.Options.Presence ?? context.Inference.DefaultPresence),
        new("toggle_preserve_existing_annotations", true),
    ];
}
