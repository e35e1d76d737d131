using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ClipSurgery;

/// <summary>The end of a journal whose run is complete.</summary>
/// <param name="Complete">How many pictures it has.</param>
/// <param name="Gone">Pictures that the journal has results of, and that are not among them any more.</param>
/// <param name="PictureFolder">Where the pictures lie now; null where they came from a program.</param>
internal sealed record JournalEnd(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] int Complete, IReadOnlyList<string> Gone, string? PictureFolder = null);

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
