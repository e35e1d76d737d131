using System.Text.Json.Serialization;

namespace ClipSurgery;

/// <summary>What QuPath asks by points and a box.</summary>
/// <param name="B64img">The part of the slide that is looked at.</param>
/// <param name="Type">The model that the user chose; this server has one, and answers with its name.</param>
/// <param name="Bbox"><c>[x1, y1, x2, y2]</c>, or nothing.</param>
/// <param name="PointCoords">Points <c>[x, y]</c>.</param>
/// <param name="PointLabels">1 or 0 for each point.</param>
/// <param name="B64mask">An earlier mask of the same size, to be refined: a picture, light inside.</param>
/// <param name="MultimaskOutput">Whether all masks are wanted that the model offers.</param>
internal sealed record QuPathPrompt(
    [property: JsonConverter(typeof(InlinePicture)), JsonPropertyName("b64img")] PictureFile B64img,
    string? Type = null,
    double[]? Bbox = null,
    IReadOnlyList<double[]>? PointCoords = null,
    IReadOnlyList<int>? PointLabels = null,
    [property: JsonConverter(typeof(InlinePicture)), JsonPropertyName("b64mask")] PictureFile? B64mask = null,
    bool MultimaskOutput = false);

/// <summary>What QuPath asks SAM 3: a text, and boxes <c>[x, y, width, height]</c> of what is meant and what is not.</summary>
/// <param name="B64img">The part of the slide that is looked at.</param>
/// <param name="Type">The model that the user chose.</param>
/// <param name="TextPrompt">The text; may be empty.</param>
/// <param name="PositiveBboxes">Boxes around objects.</param>
/// <param name="NegativeBboxes">Boxes around what is none.</param>
/// <param name="ConfidenceThreshold">The presence.</param>
internal sealed record QuPathText(
    [property: JsonConverter(typeof(InlinePicture)), JsonPropertyName("b64img")] PictureFile B64img,
    string? Type = null,
    string? TextPrompt = null,
    IReadOnlyList<double[]>? PositiveBboxes = null,
    IReadOnlyList<double[]>? NegativeBboxes = null,
    double? ConfidenceThreshold = null);

/// <summary>A checkpoint that QuPath can choose.</summary>
internal sealed record QuPathWeights(string Type, string Name, string Url);

/// <summary>How far a download is.</summary>
internal sealed record QuPathProgress(string Message, int Percent);

/// <summary>An object.</summary>
internal sealed record QuPathFeature(QuPathGeometry Geometry, QuPathProperties Properties)
{
    public string Type { get; } = "Feature";
}

/// <summary>A polygon, or several; of the two members the one is written that the type says.</summary>
/// <param name="Polygons">Polygons of rings of points.</param>
[JsonConverter(typeof(QuPathGeometryWriter))]
internal sealed record QuPathGeometry(IReadOnlyList<IReadOnlyList<double[]>> Polygons);

/// <summary>What is said of an object.</summary>
internal sealed record QuPathProperties(int ObjectIdx, string Label, double Quality, string SamModel);

/// <summary>An error, as the original's framework writes it.</summary>
internal sealed record QuPathFailure(string Detail);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    AllowDuplicateProperties = false,
    MaxDepth = ToolLimits.MostJsonDepth)]
[JsonSerializable(typeof(QuPathPrompt))]
[JsonSerializable(typeof(QuPathText))]
[JsonSerializable(typeof(QuPathWeights))]
[JsonSerializable(typeof(IReadOnlyList<QuPathWeights>))]
[JsonSerializable(typeof(QuPathProgress))]
[JsonSerializable(typeof(IReadOnlyList<QuPathFeature>))]
[JsonSerializable(typeof(QuPathFailure))]
internal sealed partial class QuPathJson : JsonSerializerContext;
