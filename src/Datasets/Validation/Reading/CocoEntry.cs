using System.Text.Json;
using System.Text.Json.Nodes;

namespace ClipSurgery;

/// <summary>One entry of a file: its members, what rules found in it, and the changes that would mend it.</summary>
internal sealed class CocoEntry : IDisposable
{
    private readonly string _path;
    private readonly long _line;
    private readonly long _column;
    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly JsonDocument _document;
    private readonly JsonStructure _structure;
    private readonly Dictionary<string, JsonNode?> _changes = [];
    private readonly List<CocoFinding> _findings = [];

    /// <summary>Takes the part that a reader has come to; it lasts until the reader goes on.</summary>
    /// <param name="path">The file, for findings.</param>
    /// <param name="reader">The reader.</param>
    /// <param name="kind">What findings call the entry with its id: <c>annotation</c>; null for what has no id.</param>
    public CocoEntry(string path, CocoFileReader reader, string? kind)
    {
        _path = path;
        _line = reader.Line;
        _column = reader.Column;
        _bytes = reader.Bytes;
        _document = JsonDocument.Parse(_bytes);
        _structure = JsonStructure.Of(_bytes.Span);
        bool hasId = kind is not null && CocoId.Read(Get("id")) is not null;
        string place = reader.Part == CocoPart.Entry ? $"{reader.Key ?? "results"}[{reader.EntryIndex}]" : reader.Key ?? "file";
        Name = hasId ? $"{kind} {Quoted.Json(Get("id")!.Value)}" : place;
        foreach (JsonFlaw flaw in _structure.Flaws)
        {
            CocoRule rule = flaw.IsDuplicateKey ? FileRules.DuplicateKey : FileRules.NumberNotFinite;
            Add(rule, flaw.Found, flaw.Offset, canBeFixed: true);
        }
    }

    /// <summary>What findings call the entry.</summary>
    public string Name { get; }

    /// <summary>The whole entry.</summary>
    public JsonElement Element => _document.RootElement;

    /// <summary>What was found so far.</summary>
    public IReadOnlyList<CocoFinding> Findings => _findings;

    /// <summary>True where mending means to leave the entry out.</summary>
    public bool IsDropped { get; private set; }

    /// <summary>A member as the file has it, or null where the key is missing.</summary>
    public JsonElement? Get(string key) =>
        Element.ValueKind == JsonValueKind.Object && Element.TryGetProperty(key, out JsonElement value) ? value : null;

    /// <summary>A member as findings show it: <c>area is "12"</c>, or <c>no area</c>.</summary>
    public string Shown(string key) => Get(key) is JsonElement value ? $"{key} is {Quoted.Json(value)}" : $"no {key}";

    /// <summary>Tells of what stays as it is.</summary>
    public void Report(CocoRule rule, string found, string? key = null) => Add(rule, found, OffsetOf(key), canBeFixed: false);

    /// <summary>Tells of what a change mends.</summary>
    public void Mend(CocoRule rule, string found, string? key = null) => Add(rule, found, OffsetOf(key), canBeFixed: true);

    /// <summary>Tells of a member that gets another value.</summary>
    public void Mend(CocoRule rule, string found, string key, JsonNode value)
    {
        Mend(rule, found, key);
        Set(key, value);
    }

    /// <summary>Tells of something for which the whole entry is left out.</summary>
    public void Drop(CocoRule rule, string found, string? key = null)
    {
        Mend(rule, found, key);
        Drop();
    }

    /// <summary>Gives a member another value.</summary>
    public void Set(string key, JsonNode value) => _changes[key] = value;

    /// <summary>Takes a member out.</summary>
    public void Remove(string key) => _changes[key] = null;

    /// <summary>Applies rules, and takes back all that they found and changed where they turn out to be out of place.</summary>
    /// <param name="areOutOfPlace">The rules.</param>
    public void Try(Func<bool> areOutOfPlace)
    {
        int findings = _findings.Count;
        bool wasDropped = IsDropped;
        Dictionary<string, JsonNode?> changes = new(_changes);
        if (!areOutOfPlace())
        {
            return;
        }

        _findings.RemoveRange(findings, _findings.Count - findings);
        IsDropped = wasDropped;
        _changes.Clear();
        foreach ((string key, JsonNode? value) in changes)
        {
            _changes.Add(key, value);
        }
    }

    /// <summary>Leaves the entry out.</summary>
    public void Drop() => IsDropped = true;

    /// <summary>Writes the entry with its changes. What no rule knows stays as it is.</summary>
    public void Write(Utf8JsonWriter json)
    {
        if (Element.ValueKind != JsonValueKind.Object)
        {
            _structure.WriteClean(json, Element);
            return;
        }

        json.WriteStartObject();
        HashSet<string> written = [];
        foreach (JsonProperty member in _structure.Members(Element))
        {
            written.Add(member.Name);
            if (!_changes.ContainsKey(member.Name))
            {
                json.WritePropertyName(member.Name);
                _structure.WriteClean(json, member.Value);
            }
            else
            {
                WriteChange(json, member.Name);
            }
        }

        foreach (string key in _changes.Keys.Where(key => !written.Contains(key)))
        {
            WriteChange(json, key);
        }

        json.WriteEndObject();
    }

    public void Dispose() => _document.Dispose();

    private void WriteChange(Utf8JsonWriter json, string key)
    {
        if (_changes[key] is JsonNode value)
        {
            json.WritePropertyName(key);
            value.WriteTo(json);
        }
    }

    private int OffsetOf(string? key) => key is null ? 0 : _structure.Offsets.GetValueOrDefault(key);

    private void Add(CocoRule rule, string found, int offset, bool canBeFixed)
    {
        (long line, long column) = TextPlace.After(_line, _column, _bytes.Span[..offset]);
        _findings.Add(new CocoFinding
        {
            Rule = rule,
            File = _path,
            Line = line,
            Column = column,
            Entry = Name,
            Found = found,
            CanBeFixed = canBeFixed,
        });
    }
}
