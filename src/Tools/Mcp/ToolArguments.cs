using System.Text.Json;

namespace ClipSurgery.Tools;

/// <summary>Reads the arguments of a call, and says in a sentence what is wrong with them.</summary>
internal sealed class ToolArguments
{
    public const int MostTexts = RequestLimits.Texts;
    public const int MostLetters = RequestLimits.TextLength;
    public const int MostPoints = RequestLimits.Points;
    private const int MostPath = 4096;

    private readonly Dictionary<string, JsonElement> _values;

    /// <param name="values">The arguments as they came; one that is null is taken for none.</param>
    /// <param name="known">The names that the tool has.</param>
    public ToolArguments(IDictionary<string, JsonElement>? values, IReadOnlyCollection<string> known)
    {
        _values = (values ?? new Dictionary<string, JsonElement>())
            .Where(value => value.Value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined))
            .ToDictionary(StringComparer.Ordinal);
        if (_values.Keys.FirstOrDefault(name => !known.Contains(name)) is { } unknown)
        {
            throw new ClipSurgeryException($"The tool has no argument {PlainText.Short(unknown)}; it has {string.Join(", ", known)}.");
        }
    }

    /// <summary>A path that must be there.</summary>
    public string Path(string name) =>
        FindPath(name) ?? throw new ClipSurgeryException($"The argument {name} is missing; give a path.");

    /// <summary>A path; null where there is none.</summary>
    public string? FindPath(string name) => !_values.TryGetValue(name, out JsonElement value) ? null
        : value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 and <= MostPath } path ? path
        : throw new ClipSurgeryException($"{name} is no path; expected a text of 1 to {MostPath} characters.");

    /// <summary>Texts without blanks around them and without repetitions; empty where there are none.</summary>
    public IReadOnlyList<string> Texts(string name)
    {
        if (!_values.TryGetValue(name, out JsonElement value))
        {
            return [];
        }

        JsonElement[] items = value.ValueKind switch
        {
            JsonValueKind.String => [value],
            JsonValueKind.Array => Items(name, value, MostTexts, "texts"),
            _ => throw new ClipSurgeryException($"{name} is no list of texts; expected one such as [\"cat\", \"dog\"]."),
        };
        return [.. items.Select(item => Text(name, item)).Distinct(DistinctTexts.Comparer)];
    }

    /// <summary>Points as [x, y], or as [x, y, 0] where they are on what is to be left out.</summary>
    public IReadOnlyList<PromptPoint> Points(string name)
    {
        if (!_values.TryGetValue(name, out JsonElement value))
        {
            return [];
        }

        const string Form = "a list of points [x, y], or [x, y, 0] for one on what is to be left out";
        JsonElement[] items = value.ValueKind == JsonValueKind.Array
            ? Items(name, value, MostPoints, "points")
            : throw new ClipSurgeryException($"{name} is no list; expected {Form}.");
        return
        [
            .. items.Select(item => Numbers(item) switch
            {
                [var x, var y] => new PromptPoint(new ImagePoint(x, y), IsPositive: true),
                [var x, var y, var kind] when kind is 0 or 1 => new PromptPoint(new ImagePoint(x, y), IsPositive: kind == 1),
                _ => throw new ClipSurgeryException($"{name} has an entry that is no point; expected {Form}."),
            }),
        ];
    }

    /// <summary>A box as [x, y, width, height]; null where there is none.</summary>
    public BoxXywh? Box(string name) => !_values.TryGetValue(name, out JsonElement value) ? null
        : Numbers(value) is [var x, var y, > 0 and var width, > 0 and var height] ? new BoxXywh(x, y, width, height)
        : throw new ClipSurgeryException($"{name} is no box; expected [x, y, width, height] in pixels, the last two above 0.");

    /// <summary>A share; null where there is none.</summary>
    public double? Share(string name) => !_values.TryGetValue(name, out JsonElement value) ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double share) && share is >= 0 and <= 1 ? share
        : throw new ClipSurgeryException($"{name} is no share; expected a number from 0 to 1.");

    private static JsonElement[] Items(string name, JsonElement list, int most, string what) => list.GetArrayLength() <= most
        ? [.. list.EnumerateArray()]
        : throw new ClipSurgeryException($"{name} has {list.GetArrayLength()} {what}; it may have {most}.");

    private static string Text(string name, JsonElement item) => item.ValueKind != JsonValueKind.String
        ? throw new ClipSurgeryException($"{name} has an entry that is no text; expected texts such as \"cat\".")
        : item.GetString()!.Trim() switch
        {
            "" => throw new ClipSurgeryException($"{name} has a blank text; give a word or a phrase."),
            { Length: > MostLetters } text => throw new ClipSurgeryException($"{name} has a text of {text.Length} characters; it may have {MostLetters}."),
            var text when text.Any(char.IsControl) => throw new ClipSurgeryException($"{name} has a text with control characters; give a word or a phrase."),
            var text => text,
        };

    /// <summary>Finite numbers; empty where it is anything else.</summary>
    private static float[] Numbers(JsonElement list)
    {
        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() > 4)
        {
            return [];
        }

        List<float> numbers = [];
        foreach (JsonElement item in list.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Number || !item.TryGetSingle(out float number) || !float.IsFinite(number))
            {
                return [];
            }

            numbers.Add(number);
        }

        return [.. numbers];
    }
}
