using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace ClipSurgery;

/// <summary>What X-AnyLabeling asks.</summary>
/// <param name="Model">One of <see cref="XAnyLabelingModels"/>.</param>
/// <param name="Image">The picture.</param>
/// <param name="Params">What is looked for.</param>
internal sealed record XAnyLabelingRequest(
    string Model, [property: JsonConverter(typeof(InlinePicture))] PictureFile Image, XAnyLabelingParams? Params = null);

/// <summary>What is looked for. Members that are not here (the IoU threshold, the tracker) mean nothing to this server.</summary>
/// <param name="ConfThreshold">The presence; 0, which the client sends until somebody sets another, is the server's own.</param>
/// <param name="EpsilonFactor">How far an outline may stray from the mask, as a share of its length.</param>
/// <param name="TextPrompt">Texts, separated by commas or full stops.</param>
/// <param name="Marks">What was clicked and drawn.</param>
/// <param name="FilterClasses">Which of the server's classes are wanted; empty for all.</param>
internal sealed record XAnyLabelingParams(
    double? ConfThreshold = null,
    double? EpsilonFactor = null,
    string? TextPrompt = null,
    IReadOnlyList<XAnyLabelingMark>? Marks = null,
    IReadOnlyList<string>? FilterClasses = null);

/// <summary>A click or a rectangle.</summary>
/// <param name="Type"><c>point</c> or <c>rectangle</c>.</param>
/// <param name="Data">x and y, of a rectangle twice, in picture pixels.</param>
/// <param name="Label">1 for what belongs to the object, 0 for what does not.</param>
internal sealed record XAnyLabelingMark(string Type, IReadOnlyList<double> Data, int Label = 1);

/// <summary>An answer: data or an error.</summary>
internal sealed record XAnyLabelingAnswer<T>(bool Success, T Data);

/// <summary>An error in the protocol's shape.</summary>
internal sealed record XAnyLabelingFailure(bool Success, XAnyLabelingError Error);

/// <summary>What went wrong.</summary>
internal sealed record XAnyLabelingError(string Code, string Message);

/// <summary>What a client is told that has to wait.</summary>
internal sealed record XAnyLabelingBusy(string Detail);

/// <summary>What was found.</summary>
/// <param name="Shapes">The shapes.</param>
/// <param name="Description">Text for the picture; always empty, because the client saves it.</param>
/// <param name="Replace">Whether the picture's shapes make room for these; null for what the user has set.</param>
internal sealed record XAnyLabelingShapes(IReadOnlyList<XAnyLabelingShape> Shapes, string Description, bool? Replace);

/// <summary>A shape as X-AnyLabeling keeps it in its label files.</summary>
internal sealed record XAnyLabelingShape(
    string Label,
    string ShapeType,
    IReadOnlyList<double[]> Points,
    double Score,
    int? GroupId,
    string Description)
{
    public IReadOnlyDictionary<string, string> Attributes { get; } = new Dictionary<string, string>();

    public bool Difficult { get; }

    public double Direction { get; }

    public IReadOnlyDictionary<string, bool> Flags { get; } = new Dictionary<string, bool>();

    public IReadOnlyList<int> KieLinking { get; } = [];
}

/// <summary>How the client shows a model.</summary>
/// <param name="DisplayName">Its name in the list.</param>
/// <param name="Widgets">The controls that are shown with it.</param>
/// <param name="Classes">The classes that it finds without a text.</param>
/// <param name="FilterClasses">Those of which a user may choose some.</param>
/// <param name="BatchProcessingMode">Whether the client asks for a text before it goes through all pictures.</param>
/// <param name="ModelId">Its id, where it is asked for alone.</param>
internal sealed record XAnyLabelingModel(
    string DisplayName,
    IReadOnlyList<XAnyLabelingWidget> Widgets,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? Classes,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? FilterClasses,
    string BatchProcessingMode,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? ModelId = null)
{
    public IReadOnlyDictionary<string, string> Params { get; } = new Dictionary<string, string>();

    /// <summary>Empty: a model that has any is hidden from the list.</summary>
    public IReadOnlyDictionary<string, string> Capabilities { get; } = new Dictionary<string, string>();
}

/// <summary>A control that the client shows for a model, and what it is set to.</summary>
internal sealed record XAnyLabelingWidget(
    string Name, JsonNode? Value, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Placeholder = null);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    AllowDuplicateProperties = false,
    MaxDepth = ToolLimits.MostJsonDepth)]
[JsonSerializable(typeof(XAnyLabelingRequest))]
[JsonSerializable(typeof(XAnyLabelingAnswer<XAnyLabelingShapes>))]
[JsonSerializable(typeof(XAnyLabelingAnswer<IReadOnlyDictionary<string, XAnyLabelingModel>>))]
[JsonSerializable(typeof(XAnyLabelingAnswer<XAnyLabelingModel>))]
[JsonSerializable(typeof(XAnyLabelingFailure))]
[JsonSerializable(typeof(XAnyLabelingBusy))]
internal sealed partial class XAnyLabelingJson : JsonSerializerContext;
