using System.Text.Json;

namespace ClipSurgery;

/// <summary>Something wrong with JSON itself.</summary>
/// <param name="IsDuplicateKey">A key that its object has twice; else a number that is not finite.</param>
/// <param name="Found">What was found.</param>
/// <param name="Offset">Where, in bytes from the beginning.</param>
internal readonly record struct JsonFlaw(bool IsDuplicateKey, string Found, int Offset);

/// <summary>Where the members of an object are, and what at any depth two readers may take for two things.</summary>
internal sealed class JsonStructure
{
    private readonly List<JsonFlaw> _flaws = [];
    private readonly Dictionary<string, int> _offsets = [];
    private readonly Stack<HashSet<string>> _keys = new();

    private JsonStructure()
    {
    }

    /// <summary>What is wrong, in the order of the file.</summary>
    public IReadOnlyList<JsonFlaw> Flaws => _flaws;

    /// <summary>Where the keys of the object itself are, in bytes from its beginning; of two the last.</summary>
    public IReadOnlyDictionary<string, int> Offsets => _offsets;

    /// <summary>Looks through a value that is known to be JSON.</summary>
    public static JsonStructure Of(ReadOnlySpan<byte> value)
    {
        JsonStructure structure = new();
        Utf8JsonReader reader = new(value);
        while (reader.Read())
        {
            structure.Visit(ref reader);
        }

        return structure;
    }

    /// <summary>The members of an object; of two with one key the last, as most readers take it.</summary>
    public IEnumerable<JsonProperty> Members(JsonElement element)
    {
        if (_flaws.Count == 0)
        {
            return element.EnumerateObject();
        }

        Dictionary<string, JsonProperty> byKey = [];
        foreach (JsonProperty member in element.EnumerateObject())
        {
            byKey[member.Name] = member;
        }

        return byKey.Values;
    }

    /// <summary>Writes a value without its flaws: the last of duplicate keys, null for a number that is not finite.</summary>
    public void WriteClean(Utf8JsonWriter json, JsonElement value)
    {
        if (_flaws.Count == 0)
        {
            value.WriteTo(json);
            return;
        }

        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                json.WriteStartObject();
                foreach (JsonProperty member in Members(value))
                {
                    json.WritePropertyName(member.Name);
                    WriteClean(json, member.Value);
                }

                json.WriteEndObject();
                break;
            case JsonValueKind.Array:
                json.WriteStartArray();
                foreach (JsonElement item in value.EnumerateArray())
                {
                    WriteClean(json, item);
                }

                json.WriteEndArray();
                break;
            case JsonValueKind.Number when NonFiniteNumbers.Finite(value) is null:
                json.WriteNullValue();
                break;
            default:
                value.WriteTo(json);
                break;
        }
    }

    private void Visit(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                _keys.Push([]);
                break;
            case JsonTokenType.EndObject:
                _keys.Pop();
                break;
            case JsonTokenType.PropertyName:
                string key = reader.GetString()!;
                int offset = (int)reader.TokenStartIndex;
                if (!_keys.Peek().Add(key))
                {
                    _flaws.Add(new JsonFlaw(true, $"{Quoted.Text(key)} twice in one object", offset));
                }

                if (reader.CurrentDepth == 1)
                {
                    _offsets[key] = offset;
                }

                break;
            case JsonTokenType.Number when NonFiniteNumbers.IsOne(reader.ValueSpan):
                _flaws.Add(new JsonFlaw(false, "NaN, Infinity or a number beyond it", (int)reader.TokenStartIndex));
                break;
        }
    }
}
