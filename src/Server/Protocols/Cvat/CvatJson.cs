using System.Text.Json.Serialization;

namespace ClipSurgery;

/// <summary>What CVAT asks a detector for one frame.</summary>
/// <param name="Image">The frame.</param>
/// <param name="Threshold">The presence; null for the server's own.</param>
internal sealed record CvatFrame([property: JsonConverter(typeof(InlinePicture))] PictureFile Image, double? Threshold = null);

/// <summary>What CVAT asks an interactor.</summary>
/// <param name="Image">The frame.</param>
/// <param name="PosPoints">Points <c>[x, y]</c> on the object.</param>
/// <param name="NegPoints">Points <c>[x, y]</c> beside it.</param>
/// <param name="ObjBbox">Two corners, or none.</param>
internal sealed record CvatPrompt(
    [property: JsonConverter(typeof(InlinePicture))] PictureFile Image,
    IReadOnlyList<double[]>? PosPoints = null,
    IReadOnlyList<double[]>? NegPoints = null,
    IReadOnlyList<double[]>? ObjBbox = null);

/// <summary>A function as Nuclio's dashboard lists it.</summary>
internal sealed record CvatFunction(CvatMetadata Metadata, CvatSpec Spec, CvatStatus Status);

/// <summary>What CVAT reads of a function.</summary>
internal sealed record CvatMetadata(
    string Name, string Namespace, IReadOnlyDictionary<string, string> Labels, IReadOnlyDictionary<string, string> Annotations);

/// <summary>What the function does.</summary>
internal sealed record CvatSpec(string Description);

/// <summary>Whether it is there.</summary>
internal sealed record CvatStatus(string State, [property: JsonPropertyName("httpPort")] int HttpPort);

/// <summary>A label of a detector; goes as JSON into a string.</summary>
internal sealed record CvatLabel(int Id, string Name, string Type);

/// <summary>What went wrong.</summary>
internal sealed record CvatFailure(string Error);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    AllowDuplicateProperties = false,
    MaxDepth = ToolLimits.MostJsonDepth)]
[JsonSerializable(typeof(CvatFrame))]
[JsonSerializable(typeof(CvatPrompt))]
[JsonSerializable(typeof(CvatFunction))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, CvatFunction>))]
[JsonSerializable(typeof(IReadOnlyList<CvatLabel>))]
[JsonSerializable(typeof(CvatFailure))]
internal sealed partial class CvatJson : JsonSerializerContext;
