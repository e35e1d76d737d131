using System.Text.Json;
using System.Text.Json.Serialization;

namespace ClipSurgery;

/// <summary>What Label Studio sends when it is connected, and when the labelling interface changes.</summary>
/// <param name="Project">Number and time of the project.</param>
/// <param name="Schema">The labelling interface, XML.</param>
/// <param name="Hostname">Where Label Studio thinks that it is.</param>
/// <param name="AccessToken">The token of the project's owner.</param>
internal sealed record LabelStudioSetup(
    string? Project = null, string? Schema = null, string? Hostname = null, string? AccessToken = null);

/// <summary>What was set up.</summary>
internal sealed record LabelStudioReady(string ModelVersion);

/// <summary>What Label Studio asks.</summary>
/// <param name="Tasks">The tasks.</param>
/// <param name="LabelConfig">The labelling interface, XML.</param>
/// <param name="Project">Number and time of the project.</param>
/// <param name="Params">What somebody did in the interface just now.</param>
internal sealed record LabelStudioRequest(
    IReadOnlyList<LabelStudioTask> Tasks, string? LabelConfig = null, string? Project = null, LabelStudioParams? Params = null);

/// <summary>A task; of its data only the picture's address is read.</summary>
/// <param name="Data">The members of its data.</param>
/// <param name="Id">Its number.</param>
internal sealed record LabelStudioTask(IReadOnlyDictionary<string, JsonElement> Data, JsonElement Id = default)
{
    /// <summary>What tells it from others, as it was written.</summary>
    public string Name => Id.ValueKind == JsonValueKind.Undefined ? "" : Id.GetRawText();
}

/// <summary>Parameters of a request; logins are not used.</summary>
internal sealed record LabelStudioParams(LabelStudioContext? Context = null);

/// <summary>What was clicked, drawn or typed; null where a task is to be labelled from nothing.</summary>
internal sealed record LabelStudioContext(IReadOnlyList<LabelStudioMark>? Result = null);

/// <summary>A click, a box or a text.</summary>
/// <param name="Type">The kind of the region.</param>
/// <param name="Value">Where it is, in percent, or the text.</param>
/// <param name="IsPositive">0 or false for a click on what is no part of the object; versions of Label Studio differ.</param>
internal sealed record LabelStudioMark(LabelStudioMarkValue? Value = null, string? Type = null, JsonElement IsPositive = default)
{
    /// <summary>Whether the mark is on the object.</summary>
    public bool IsOnObject =>
        IsPositive.ValueKind != JsonValueKind.False && !(IsPositive.ValueKind == JsonValueKind.Number && IsPositive.GetDouble() == 0);
}

/// <summary>Where a mark is, and of which label.</summary>
internal sealed record LabelStudioMarkValue(
    double? X = null,
    double? Y = null,
    double? Width = null,
    double? Height = null,
    IReadOnlyList<string>? Text = null,
    [property: JsonPropertyName("keypointlabels")] IReadOnlyList<string>? KeyPointLabels = null,
    [property: JsonPropertyName("rectanglelabels")] IReadOnlyList<string>? RectangleLabels = null);

/// <summary>One prediction a task, in their order.</summary>
internal sealed record LabelStudioAnswer(IReadOnlyList<LabelStudioPrediction> Results, string ModelVersion);

/// <summary>What was found in a task.</summary>
/// <param name="ModelVersion">The version that Label Studio lists.</param>
/// <param name="Score">The score of the least sure region, by which tasks are sorted; 0 where there is none.</param>
/// <param name="Result">The regions.</param>
internal sealed record LabelStudioPrediction(string ModelVersion, double Score, IReadOnlyList<LabelStudioRegion> Result);

/// <summary>A region.</summary>
internal sealed record LabelStudioRegion(
    string Id, string FromName, string ToName, string Type, int OriginalWidth, int OriginalHeight, double Score, LabelStudioValue Value)
{
    public int ImageRotation { get; }

    public bool Readonly { get; }
}

/// <summary>The shape of a region; of its members those are written that its type has.</summary>
[JsonConverter(typeof(LabelStudioValueWriter))]
internal sealed record LabelStudioValue(string Type, string Label, Mask Mask, double[]? Ring = null);

/// <summary>An event; whatever it is about, it is not read.</summary>
internal sealed record LabelStudioEvent(string? Action = null);

/// <summary>What became of an event.</summary>
internal sealed record LabelStudioEventAnswer(
    string Status, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Result = null);

/// <summary>Nothing to measure.</summary>
internal sealed record LabelStudioMetrics;

/// <summary>What went wrong.</summary>
internal sealed record LabelStudioFailure(string Error);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    AllowDuplicateProperties = false,
    MaxDepth = ToolLimits.MostJsonDepth)]
[JsonSerializable(typeof(LabelStudioSetup))]
[JsonSerializable(typeof(LabelStudioReady))]
[JsonSerializable(typeof(LabelStudioRequest))]
[JsonSerializable(typeof(LabelStudioAnswer))]
[JsonSerializable(typeof(LabelStudioEvent))]
[JsonSerializable(typeof(LabelStudioEventAnswer))]
[JsonSerializable(typeof(LabelStudioMetrics))]
[JsonSerializable(typeof(LabelStudioFailure))]
internal sealed partial class LabelStudioJson : JsonSerializerContext;
