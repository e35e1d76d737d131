using System.Text.Json.Serialization;

namespace ClipSurgery;

[JsonSerializable(typeof(string[]))]
internal sealed partial class AdaptationJson : JsonSerializerContext;
