using System.Text.Json;

namespace ClipSurgery;

/// <summary>The lists of a COCO file.</summary>
internal static class CocoSections
{
    public const string Images = "images";
    public const string Categories = "categories";
    public const string Annotations = "annotations";
    public const string Licenses = "licenses";

    /// <summary>What a data set cannot do without.</summary>
    public static readonly string[] Required = [Images, Categories, Annotations];

    /// <summary>What an entry of a list is called; null for a list that is not COCO's.</summary>
    public static string? KindOf(string? key) => key switch
    {
        Images => "image",
        Categories => "category",
        Annotations => "annotation",
        Licenses => "license",
        _ => null,
    };

    /// <summary>A string of an object that is not blank, or null.</summary>
    public static string? Text(JsonElement entry, string key)
    {
        string? text = entry.TryGetProperty(key, out JsonElement value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
        return string.IsNullOrWhiteSpace(text) ? null : text;
    }
}
