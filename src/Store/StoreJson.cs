using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ClipSurgery;

/// <summary>How the store's own files are written: camelCase members, kinds in lower case.</summary>
[JsonSerializable(typeof(CatalogModel[]))]
[JsonSerializable(typeof(ModelsLock))]
internal sealed partial class StoreJson : JsonSerializerContext
{
    public static StoreJson Indented { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter<ModelKind>(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    });
}
