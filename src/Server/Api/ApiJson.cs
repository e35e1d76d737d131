using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;

namespace ClipSurgery;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    UseStringEnumConverter = true,
    RespectRequiredConstructorParameters = true,
    MaxDepth = 16)]
[JsonSerializable(typeof(RunAnswer))]
[JsonSerializable(typeof(ClassesAnswer))]
[JsonSerializable(typeof(PictureListAnswer))]
[JsonSerializable(typeof(PictureAnswer))]
[JsonSerializable(typeof(FindAnswer))]
[JsonSerializable(typeof(PromptAnswer))]
[JsonSerializable(typeof(ExportAnswer))]
[JsonSerializable(typeof(ReadyAnswer))]
[JsonSerializable(typeof(FindRequest))]
[JsonSerializable(typeof(PromptRequest))]
[JsonSerializable(typeof(EditRequest))]
[JsonSerializable(typeof(ClassRequest))]
[JsonSerializable(typeof(ExportRequest))]
[JsonSerializable(typeof(ProblemDetails))]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(bool))]
[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class ApiJson : JsonSerializerContext
{
    /// <summary>Texts stay readable, whatever their script; answers are JSON and never part of a page.</summary>
    public static ApiJson Readable => field ??=
        new(new JsonSerializerOptions(Default.GeneratedSerializerOptions!) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
