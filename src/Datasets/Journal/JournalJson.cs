using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ClipSurgery;

/// <summary>The end of a journal whose run is complete.</summary>
/// <param name="Complete">How many pictures it has.</param>
internal sealed record JournalEnd([property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] int Complete);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectNullableAnnotations = true,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(JournalHeader))]
[JsonSerializable(typeof(PictureRecord))]
[JsonSerializable(typeof(JournalEnd))]
internal sealed partial class JournalJson : JsonSerializerContext
{
    /// <summary>Names stay readable, whatever their script.</summary>
    public static JournalJson Readable => field ??=
        new(new JsonSerializerOptions(Default.GeneratedSerializerOptions!) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
