using System.Text.Json;

namespace ClipSurgery;

/// <summary>
/// Judges a file entry by entry, and writes it mended where a writer is given: what is told and what is mended come from the same
/// rules.
/// </summary>
internal sealed class CocoInspection
{
    private const int FlushBytes = 1 << 16;

    private readonly string _path;
    private readonly CocoIndex _index;
    private readonly Utf8JsonWriter? _json;
    private readonly ImageRules _images;
    private readonly CategoryRules _categories;
    private readonly AnnotationRules _annotations;

    private CocoInspection(string path, CocoIndex index, Utf8JsonWriter? json)
    {
        _path = path;
        _index = index;
        _json = json;
        _images = new ImageRules(index);
        _categories = new CategoryRules(index);
        _annotations = new AnnotationRules(index);
    }

    /// <summary>Goes through a file, finding after finding.</summary>
    /// <param name="path">The file.</param>
    /// <param name="index">What reading it once has told.</param>
    /// <param name="json">Takes the mended file; null where nothing is mended.</param>
    /// <exception cref="ClipSurgeryException">The file cannot be read.</exception>
    public static IEnumerable<CocoFinding> Run(string path, CocoIndex index, Utf8JsonWriter? json) =>
        new CocoInspection(path, index, json).Run();

    private IEnumerable<CocoFinding> Run()
    {
        using CocoFileReader reader = new(_path);
        if (reader.IsUtf16)
        {
            yield return Finding(FileRules.Utf16, "UTF-16", canBeFixed: true);
        }
        else if (reader.HasByteOrderMark)
        {
            yield return Finding(FileRules.ByteOrderMark, "a byte order mark", canBeFixed: true);
        }

        foreach (CocoFinding finding in FindMissing())
        {
            yield return finding;
        }

        if (!_index.IsResults)
        {
            _json?.WriteStartObject();
        }

        while (reader.Read())
        {
            if (_index.IsOverridden(reader.Key, reader.KeyOrdinal))
            {
                if (reader.Part is CocoPart.ListStart or CocoPart.Value)
                {
                    string found = $"{Quoted.Text(reader.Key!)} comes again";
                    yield return Finding(FileRules.DuplicateKey, found, canBeFixed: true, reader);
                }

                continue;
            }

            foreach (CocoFinding finding in InspectPart(reader))
            {
                yield return finding;
            }
        }

        if (!_index.IsResults)
        {
            WriteMissing();
            _json?.WriteEndObject();
        }
    }

    private IReadOnlyList<CocoFinding> InspectPart(CocoFileReader reader)
    {
        switch (reader.Part)
        {
            case CocoPart.ListStart:
                WriteKey(reader);
                _json?.WriteStartArray();
                return [];
            case CocoPart.Entry:
                return InspectEntry(reader);
            case CocoPart.ListEnd:
                _json?.WriteEndArray();
                bool isEmptyResult = _index.IsResults && reader.EntryIndex == 0;
                return isEmptyResult ? [Finding(ResultRules.NoResults, "an empty list", canBeFixed: false)] : [];
            default:
                return InspectValue(reader);
        }
    }

    private IReadOnlyList<CocoFinding> InspectEntry(CocoFileReader reader)
    {
        using CocoEntry entry = new(_path, reader, CocoSections.KindOf(reader.Key));
        bool isKnown = _index.IsResults || CocoSections.KindOf(reader.Key) is not null;
        if (isKnown && entry.Element.ValueKind != JsonValueKind.Object)
        {
            entry.Drop(FileRules.EntryKind, $"an entry is {Quoted.Json(entry.Element)}");
        }
        else
        {
            Check(entry, reader);
        }

        if (!entry.IsDropped)
        {
            Write(entry);
        }

        return entry.Findings;
    }

    private void Check(CocoEntry entry, CocoFileReader reader)
    {
        switch (reader.Key)
        {
            case null:
                ResultRules.Check(entry);
                break;
            case CocoSections.Images:
                _images.Check(entry, reader.EntryIndex);
                break;
            case CocoSections.Categories:
                _categories.Check(entry, reader.EntryIndex);
                break;
            case CocoSections.Annotations:
                _annotations.Check(entry);
                break;
        }
    }

    /// <summary>A key whose value is no list.</summary>
    private IReadOnlyList<CocoFinding> InspectValue(CocoFileReader reader)
    {
        using CocoEntry entry = new(_path, reader, kind: null);
        string found = $"{reader.Key} is {Quoted.Json(entry.Element)}";
        WriteKey(reader);
        if (CocoSections.Required.Contains(reader.Key))
        {
            entry.Report(FileRules.SectionKind, found);
        }
        else if (reader.Key == CocoSections.Licenses)
        {
            entry.Mend(FileRules.LicensesMissing, found);
            WriteEmptyList();
            return entry.Findings;
        }
        else if (reader.Key == "info" && entry.Element.ValueKind != JsonValueKind.Object)
        {
            entry.Mend(FileRules.InfoMissing, found);
            WriteInfo(entry.Element);
            return entry.Findings;
        }

        Write(entry);
        return entry.Findings;
    }

    private IEnumerable<CocoFinding> FindMissing()
    {
        if (_index.IsResults)
        {
            yield break;
        }

        foreach (string key in CocoSections.Required.Where(key => !_index.Has(key)))
        {
            yield return Finding(FileRules.SectionMissing, $"no {key}", canBeFixed: key == CocoSections.Annotations);
        }

        if (!_index.Has("info"))
        {
            yield return Finding(FileRules.InfoMissing, "no info", canBeFixed: true);
        }

        if (!_index.Has(CocoSections.Licenses))
        {
            yield return Finding(FileRules.LicensesMissing, "no licenses", canBeFixed: true);
        }
    }

    private void WriteMissing()
    {
        if (!_index.Has("info"))
        {
            _json?.WriteStartObject("info");
            _json?.WriteEndObject();
        }

        foreach (string key in (string[])[CocoSections.Licenses, CocoSections.Annotations])
        {
            if (!_index.Has(key))
            {
                _json?.WritePropertyName(key);
                WriteEmptyList();
            }
        }
    }

    private void WriteKey(CocoFileReader reader)
    {
        if (reader.Key is string key)
        {
            _json?.WritePropertyName(key);
        }
    }

    private void Write(CocoEntry entry)
    {
        if (_json is null)
        {
            return;
        }

        entry.Write(_json);
        if (_json.BytesPending > FlushBytes)
        {
            _json.Flush();
        }
    }

    private void WriteEmptyList()
    {
        _json?.WriteStartArray();
        _json?.WriteEndArray();
    }

    /// <summary>An <c>info</c> that is a text becomes the description.</summary>
    private void WriteInfo(JsonElement value)
    {
        _json?.WriteStartObject();
        if (value.ValueKind == JsonValueKind.String)
        {
            _json?.WriteString("description", value.GetString());
        }

        _json?.WriteEndObject();
    }

    private CocoFinding Finding(CocoRule rule, string found, bool canBeFixed, CocoFileReader? at = null) => new()
    {
        Rule = rule,
        File = _path,
        Line = at?.Line ?? 1,
        Column = at?.Column ?? 1,
        Entry = "file",
        Found = found,
        CanBeFixed = canBeFixed,
    };
}
