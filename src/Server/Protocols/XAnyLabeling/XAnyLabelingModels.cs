namespace ClipSurgery;

/// <summary>
/// What X-AnyLabeling lists: the same models twice, once for masks and once for boxes. The first of the list is what the client selects.
/// Only controls that are named here are shown.
/// </summary>
internal static class XAnyLabelingModels
{
    /// <summary>Answers with polygons.</summary>
    public const string Masks = "clip-surgery";

    /// <summary>Answers with rectangles.</summary>
    public const string Boxes = "clip-surgery-boxes";

    /// <summary>The slider's place for the tolerance of a thousandth, which the client's own models have.</summary>
    private const int UsualFineness = 10;

    /// <summary>All models by their ids, in the order of the list.</summary>
    public static IReadOnlyDictionary<string, XAnyLabelingModel> All(ProtocolContext context) => new Dictionary<string, XAnyLabelingModel>
    {
        [Masks] = Model(context, $"ClipSurgery masks ({context.Models})", isMask: true),
        [Boxes] = Model(context, $"ClipSurgery boxes ({context.Models})", isMask: false),
    };

    private static XAnyLabelingModel Model(ProtocolContext context, string name, bool isMask)
    {
        string[] classes = [.. context.Labels.Classes.Where(item => item.Prompts.Count > 0).Select(item => item.Name)];
        double presence = context.Options.Presence ?? context.Inference.DefaultPresence;
        return new XAnyLabelingModel(
            name,
            [
                .. classes.Length > 0 ? [new XAnyLabelingWidget("button_run", null)] : Array.Empty<XAnyLabelingWidget>(),
                new("edit_text", "", "cat, red car"),
                new("button_send", null),
                new("input_conf", null),
                new("edit_conf", presence),
                new("button_add_point", null),
                new("button_remove_point", null),
                new("button_add_rect", null),
                new("button_clear", null),
                new("button_finish_object", null),
                .. isMask
                    ? [new("mask_fineness_slider", UsualFineness), new("mask_fineness_value_label", null)]
                    : Array.Empty<XAnyLabelingWidget>(),
                new("toggle_preserve_existing_annotations", true),
            ],
            classes.Length > 0 ? classes : null,
            classes.Length > 0 ? classes : null);
    }
}
